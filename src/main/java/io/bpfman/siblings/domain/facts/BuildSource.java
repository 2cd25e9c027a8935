package io.bpfman.siblings.domain.facts;

import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.GitRef;
import io.bpfman.siblings.domain.names.Revision;
import io.bpfman.siblings.domain.names.VersionName;
import java.util.Optional;

/** What a build was made from: the facts by which it belongs to a wait. Empty means the build does not tell. */
public record BuildSource(
        ComponentName component,
        Revision revision,
        Optional<String> application,
        Optional<GitRef> branch,
        Optional<VersionName> version,
        BuildEvent event) {}
