package io.bpfman.siblings.manifest;

import io.bpfman.siblings.domain.names.ImageRepository;
import io.bpfman.siblings.domain.names.Pullspec;
import io.bpfman.siblings.manifest.ManifestString.Role;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Whether what a string names is pinned by a digest. */
public final class Pinning {

    private Pinning() {}

    /**
     * What in the string names an image that no digest pins; an image that is malformed is not pinned, either.
     *
     * @param allowed the repositories whose images need no digest
     */
    public static List<String> unpinned(Role role, String value, Predicate<ImageRepository> allowed) {
        if (role == Role.CONTAINER_IMAGE) {
            Optional<Pullspec> image = Pullspec.parse(value);
            boolean pinned = image.flatMap(Pullspec::digest).isPresent();
            return pinned || image.map(Pullspec::repository).filter(allowed).isPresent() ? List.of() : List.of(value);
        }
        return ImageText.in(value).stream()
                .filter(word -> word.tagged()
                        || (word.pullspec().isEmpty() && !word.word().isEmpty()))
                .filter(word -> word.pullspec()
                        .map(Pullspec::repository)
                        .filter(allowed)
                        .isEmpty())
                .map(ImageText::word)
                .toList();
    }
}
