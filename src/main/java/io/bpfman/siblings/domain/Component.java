package io.bpfman.siblings.domain;

import java.util.Optional;
import java.util.SortedSet;

/**
 * What Konflux says of a component. Empty means that it does not tell.
 *
 * @param source the repository that it is built from
 * @param repository where its images are pushed
 * @param nudges the components that are told of each of its builds
 * @param lastBuilt the revision of the promoted image
 */
public record Component(
        ComponentName name,
        Optional<String> application,
        Optional<RepositoryUrl> source,
        Optional<ImageRepository> repository,
        SortedSet<ComponentName> nudges,
        Optional<Promotion> promotion,
        Optional<Revision> lastBuilt) {

    /** The image that was promoted from a build of the revision; empty when another one's was. */
    Optional<ImageReference> promotedFrom(Revision revision) {
        return promotion.filter(any -> lastBuilt.equals(Optional.of(revision))).map(Promotion::image);
    }
}
