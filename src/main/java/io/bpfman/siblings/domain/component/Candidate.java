package io.bpfman.siblings.domain.component;

import io.bpfman.siblings.domain.names.Revision;
import io.bpfman.siblings.domain.names.VersionName;
import java.util.Optional;

/**
 * What a ComponentGroup holds for the latest good image of a component.
 *
 * @param group its name
 * @param version of the component; empty where it has none
 * @param revision that the image was built from; empty where nothing tells
 */
public record Candidate(
        String group, Optional<VersionName> version, Promotion promotion, Optional<Revision> revision) {}
