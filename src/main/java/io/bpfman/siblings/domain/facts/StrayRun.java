package io.bpfman.siblings.domain.facts;

import io.bpfman.siblings.domain.names.ComponentName;
import java.util.Optional;

/**
 * A PipelineRun of type build that may be one of a revision, and that nobody can take for it.
 *
 * @param component empty where it does not tell
 */
public record StrayRun(String name, String uid, Optional<ComponentName> component, Mismatch why) {}
