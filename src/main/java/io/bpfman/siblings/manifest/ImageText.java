package io.bpfman.siblings.manifest;

import io.bpfman.siblings.domain.names.Pullspec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A word in a text that can name an image: what stands between characters of which no reference consists. So
 * {@code quay.io/x/agent} is never found within {@code quay.io/x/agent-tools}, nor within a URL.
 *
 * @param start where it begins in the text, in characters
 * @param pullspec empty for a word that is none, for example one with a digest that is cut
 */
public record ImageText(int start, String word, Optional<Pullspec> pullspec) {

    private static final List<String> TRANSPORTS = List.of("docker://", "oci://");

    /** All words that name an image, or that have a digest and are malformed. */
    public static List<ImageText> in(String text) {
        List<ImageText> found = new ArrayList<>();
        int length = text.length();
        for (int start = 0; start < length; start++) {
            if (!isOfReference(text.charAt(start))) {
                continue;
            }
            int end = start;
            boolean canBeImage = false;
            for (; end < length && isOfReference(text.charAt(end)); end++) {
                char character = text.charAt(end);
                canBeImage |= character == '/' || character == '@' || character == ':';
            }
            if (canBeImage || end - start == length) {
                of(text, start, end).ifPresent(found::add);
            }
            start = end;
        }
        return found;
    }

    /** Whether a digest pins it. */
    public boolean pinned() {
        return pullspec.flatMap(Pullspec::digest).isPresent();
    }

    /** Whether it surely names an image, though no digest pins it: a registry's host, a path and a tag. */
    public boolean tagged() {
        return pullspec.filter(image -> image.digest().isEmpty() && image.tag().isPresent())
                .map(image -> image.repository().value())
                .filter(repository -> repository.indexOf('/') > 0)
                .map(repository -> repository.substring(0, repository.indexOf('/')))
                .filter(host -> host.contains(".") || host.contains(":") || host.equals("localhost"))
                .isPresent();
    }

    int end() {
        return start + word.length();
    }

    private static Optional<ImageText> of(String text, int from, int to) {
        int start = from;
        for (String transport : TRANSPORTS) {
            if (text.startsWith(transport, from)) {
                start = from + transport.length();
            }
        }
        int end = to;
        // The end of a sentence, or of a name before its value.
        while (end > start && (text.charAt(end - 1) == '.' || text.charAt(end - 1) == ':')) {
            end--;
        }
        String word = text.substring(start, end);
        Optional<Pullspec> pullspec = Pullspec.parse(word);
        return pullspec.isEmpty() && !word.contains("@sha")
                ? Optional.empty()
                : Optional.of(new ImageText(start, word, pullspec));
    }

    /** Whether a word can begin there. */
    static boolean begins(String text, int at) {
        return at == 0
                || !isOfReference(text.charAt(at - 1))
                || TRANSPORTS.stream()
                        .anyMatch(transport -> text.startsWith(transport, at - transport.length())
                                && (at == transport.length()
                                        || !isOfReference(text.charAt(at - transport.length() - 1))));
    }

    static boolean isOfReference(char character) {
        return (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z')
                || (character >= '0' && character <= '9')
                || "._:/@-".indexOf(character) >= 0;
    }
}
