package io.bpfman.siblings.domain.component;

import io.bpfman.siblings.domain.names.GitRef;
import io.bpfman.siblings.domain.names.VersionName;
import java.util.Optional;

/**
 * One of the versions that a component is built in.
 *
 * @param branch that it is built from; empty where the Component does not tell
 * @param skipsBuilds whether no push starts a build of it
 */
public record ComponentVersion(VersionName name, Optional<GitRef> branch, boolean skipsBuilds) {}
