package io.bpfman.siblings.domain.component;

import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.VersionName;
import java.util.Optional;
import java.util.Set;

/**
 * Components that are released together.
 *
 * @param groups the names of the groups that are a part of it
 */
public record ComponentGroup(String name, Set<Member> members, Set<String> groups) {

    /** A component in one of its versions; empty where it has none. */
    public record Member(ComponentName component, Optional<VersionName> version) {}
}
