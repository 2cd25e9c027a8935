package io.bpfman.siblings.nudge;

import io.bpfman.siblings.domain.names.ImageReference;
import io.bpfman.siblings.domain.names.ImageRepository;
import io.bpfman.siblings.manifest.ImageText;
import io.bpfman.siblings.manifest.UnusableManifest;
import io.bpfman.siblings.text.Listing;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Puts the images of a request into the files of a branch. */
public final class NudgedFiles {

    private static final Pattern YAML = Pattern.compile("(?i).*\\.(?:ya?ml|json)");

    private final NudgeRequest request;
    private final BranchFiles files;
    private final Map<ImageRepository, ImageReference> images = new TreeMap<>();
    private final Set<ImageRepository> present = new TreeSet<>();
    private final SortedMap<String, String> changes = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();

    private NudgedFiles(NudgeRequest request, BranchFiles files) {
        this.request = request;
        this.files = files;
    }

    /** The changes that the branch still lacks. */
    public static Nudged of(NudgeRequest request, BranchFiles files) {
        return new NudgedFiles(request, files).nudged();
    }

    /** Whether the path is that of a file of the repository: relative, and not leading out of it or into git's own. */
    public static boolean isInside(String path) {
        return !path.isEmpty()
                && !path.startsWith("/")
                && path.indexOf('\\') < 0
                && path.chars().noneMatch(Character::isISOControl)
                && List.of(path.split("/", -1)).stream()
                        .noneMatch(step -> step.isEmpty()
                                || step.equals(".")
                                || step.equals("..")
                                || step.equalsIgnoreCase(".git"));
    }

    static boolean matches(List<String> patterns, String path) {
        return patterns.stream().anyMatch(pattern -> FileSystems.getDefault()
                .getPathMatcher("glob:" + pattern)
                .matches(Path.of(path)));
    }

    private Nudged nudged() {
        request.writes().forEach((path, component) -> {
            @Nullable ImageReference image = request.images().get(component);
            if (image == null) {
                problems.add("%s is to hold the image of %s, and there are images of %s only"
                        .formatted(path, component, Listing.of(request.images().keySet())));
            } else {
                put(path, image + "\n");
            }
        });
        if (!request.updates().isEmpty()) {
            update();
        }
        request.revisionFile().ifPresent(path -> put(path, request.revision() + "\n"));
        return problems.isEmpty() ? new Nudged.Changes(changes) : new Nudged.Refused(problems);
    }

    private void update() {
        request.images().forEach((component, image) -> {
            @Nullable ImageReference other = images.put(image.repository(), image);
            if (other != null && !other.equals(image)) {
                problems.add("%s would be replaced by both %s and %s".formatted(image.repository(), other, image));
            }
        });
        for (String path : files.paths()) {
            if (matches(request.updates(), path)) {
                files.text(path).ifPresent(text -> put(path, updated(path, text)));
            }
        }
        Set<String> written = new TreeSet<>(request.writes().values());
        request.images().forEach((component, image) -> {
            if (!written.contains(component) && !present.contains(image.repository())) {
                problems.add("no file that matches %s names %s with a digest; they name: %s"
                        .formatted(
                                String.join(", ", request.updates()),
                                image.repository(),
                                Listing.of(present.stream()
                                        .map(ImageRepository::value)
                                        .toList())));
            }
        });
    }

    private String updated(String path, String text) {
        if (YAML.matcher(path).matches() && text.contains(CatalogTemplate.SCHEMA)) {
            try {
                Optional<CatalogTemplate> template = CatalogTemplate.parse(path, text);
                if (template.isPresent()) {
                    return template.get().updated(images, request.catalogEntry(), present, problems);
                }
            } catch (UnusableManifest unusable) {
                problems.add(String.valueOf(unusable.getMessage()));
                return text;
            }
        }
        StringBuilder updated = new StringBuilder();
        int done = 0;
        for (ImageText word : ImageText.in(text)) {
            updated.append(text, done, word.start()).append(replaced(word, images, present));
            done = word.start() + word.word().length();
        }
        return updated.append(text, done, text.length()).toString();
    }

    /** The same word with the digest of the image; a tag before it stays. */
    static String replaced(ImageText word, Map<ImageRepository, ImageReference> images, Set<ImageRepository> present) {
        if (!word.pinned()) {
            return word.word();
        }
        ImageRepository repository = word.pullspec().orElseThrow().repository();
        present.add(repository);
        @Nullable ImageReference image = images.get(repository);
        return image == null
                ? word.word()
                : word.word().substring(0, word.word().indexOf('@') + 1) + image.digest();
    }

    private void put(String path, String text) {
        if (files.text(path).filter(text::equals).isEmpty()) {
            @Nullable String other = changes.put(path, text);
            if (other != null && !other.equals(text)) {
                problems.add("%s would be written twice".formatted(path));
            }
        }
    }
}
