package io.bpfman.siblings.domain.facts;

import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.ImageReference;
import io.bpfman.siblings.domain.names.ImageRepository;
import io.bpfman.siblings.domain.names.RepositoryUrl;
import io.bpfman.siblings.domain.names.Revision;
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
    public Optional<ImageReference> promotedFrom(Revision revision) {
        return promotion.filter(any -> lastBuilt.equals(Optional.of(revision))).map(Promotion::image);
    }
}
