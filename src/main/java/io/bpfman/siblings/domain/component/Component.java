package io.bpfman.siblings.domain.component;

import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.GitRef;
import io.bpfman.siblings.domain.names.ImageReference;
import io.bpfman.siblings.domain.names.ImageRepository;
import io.bpfman.siblings.domain.names.RepositoryUrl;
import io.bpfman.siblings.domain.names.Revision;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What Konflux says of a component. Empty means that it does not tell.
 *
 * @param source the repository that it is built from
 * @param branch that it is built from, where it has no versions
 * @param versions that it is built in; one for each branch
 * @param repository where its images are pushed
 * @param nudges the components that are told of each of its builds
 * @param lastBuilt the revision of the promoted image
 */
public record Component(
        ComponentName name,
        Optional<String> application,
        Optional<RepositoryUrl> source,
        Optional<GitRef> branch,
        List<ComponentVersion> versions,
        Optional<ImageRepository> repository,
        SortedSet<ComponentName> nudges,
        Optional<Promotion> promotion,
        Optional<Revision> lastBuilt) {

    /** The image that was promoted from a build of the revision; empty when another one's was. */
    public Optional<ImageReference> promotedFrom(Revision revision) {
        return promotion.filter(any -> lastBuilt.equals(Optional.of(revision))).map(Promotion::image);
    }

    /** The branches that it is built from; none where it does not tell of each. */
    public SortedSet<GitRef> branches() {
        boolean allTold = versions.stream().allMatch(version -> version.branch().isPresent());
        Stream<Optional<GitRef>> told =
                versions.isEmpty() ? Stream.of(branch) : versions.stream().map(ComponentVersion::branch);
        SortedSet<GitRef> branches = new TreeSet<>();
        if (allTold) {
            told.flatMap(Optional::stream).forEach(branches::add);
        }
        return branches;
    }

    /** The same component as another API group knows it: what this one does not tell, the other does. */
    public Component or(Component other) {
        return new Component(
                name,
                application.or(other::application),
                source.or(other::source),
                branch.or(other::branch),
                versions.isEmpty() ? other.versions : versions,
                repository.or(other::repository),
                nudges.isEmpty() ? other.nudges : nudges,
                promotion.or(other::promotion),
                promotion.isPresent() ? lastBuilt : other.lastBuilt);
    }
}
