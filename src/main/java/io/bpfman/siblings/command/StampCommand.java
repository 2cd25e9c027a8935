package io.bpfman.siblings.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bpfman.siblings.domain.names.ImageRepository;
import io.bpfman.siblings.domain.names.Pullspec;
import io.bpfman.siblings.git.UnifiedDiff;
import io.bpfman.siblings.manifest.ManifestFile;
import io.bpfman.siblings.manifest.UnusableManifest;
import io.bpfman.siblings.stamp.StampRequest;
import io.bpfman.siblings.stamp.Stamped;
import io.bpfman.siblings.stamp.Stamper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Writes the siblings' digests into the manifests of a bundle, in files alone, so that a hermetic build can. */
final class StampCommand {

    private static final String MANIFESTS = "--manifests";
    private static final String IMAGE = "--image";
    private static final String ENV = "--env";
    private static final String RELATED_IMAGES = "--related-images";
    private static final String VERSION = "--version";
    private static final String CREATED_AT = "--created-at";
    private static final String ARCH = "--arch";
    private static final String PATCH = "--patch";
    private static final String ALLOW_UNPINNED = "--allow-unpinned";
    private static final String DRY_RUN = "--dry-run";

    /** Reproducible Builds: docs/source-date-epoch. */
    private static final String EPOCH = "SOURCE_DATE_EPOCH";

    /** Semantic Versioning 2.0.0, as it suggests to read it. */
    private static final Pattern SEMANTIC_VERSION = Pattern.compile(
            "(?:0|[1-9]\\d*)(?:\\.(?:0|[1-9]\\d*)){2}(?:-[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?");

    private static final Pattern ARCHITECTURE = Pattern.compile("[a-z0-9]+");

    private final Map<String, String> environment;
    private final PrintStream out;

    StampCommand(Map<String, String> environment, PrintStream out) {
        this.environment = environment;
        this.out = out;
    }

    static CommandSpec spec() {
        CommandSpec stamp = CommandSpec.create();
        stamp.usageMessage()
                .description(
                        "Writes images, version and the like into the manifests of a bundle. It reads and writes files only, so it runs in a hermetic build, too. Nothing else of a file changes: comments, order, quotes and line ends stay.",
                        "",
                        "A second run with other digests writes those; with the same ones it changes no byte. In the end everything that runs must be pinned by a digest, else nothing is written.",
                        "")
                .footer(
                        "",
                        "Example: stamp --manifests bundle/manifests --image quay.io/bpfman/bpfman-agent=@hack/konflux/images/bpfman-agent.txt --version 0.7.0");
        stamp.addOption(Folders.flag(MANIFESTS, "Folder with the manifests: its .yaml, .yml and .json files.")
                .required(true)
                .build());
        stamp.addOption(
                Flags.list(
                        IMAGE,
                        "FROM=TO",
                        "Wherever an image of the repository FROM is named, with whatever tag or digest, TO takes its place. TO is an image, or @FILE with one in its only line."));
        stamp.addOption(Flags.list(
                ENV, "NAME=TO", "The environment variable NAME of any container gets the image TO as its value."));
        stamp.addOption(Flags.choice(
                RELATED_IMAGES,
                "Each image that runs gets an entry in spec.relatedImages; entries that are there stay."));
        stamp.addOption(Flags.text(
                VERSION, "X.Y.Z", "Version of the ClusterServiceVersion: spec.version and the end of metadata.name."));
        stamp.addOption(OptionSpec.builder(CREATED_AT)
                .paramLabel("TIME")
                .type(String.class)
                .arity("0..1")
                .fallbackValue(EPOCH)
                .description(
                        "Sets the annotation createdAt: a time as in 2026-01-31T12:00:00Z, or, without one, that of the variable SOURCE_DATE_EPOCH.")
                .build());
        stamp.addOption(
                Flags.list(
                        ARCH,
                        "ARCH",
                        "Architectures of the operator's images, as in amd64: sets the labels operatorframework.io/arch.ARCH. Those that are there stay."));
        stamp.addOption(
                Flags.text(
                        PATCH,
                        "FILE",
                        "A YAML merge patch (RFC 7386) for the ClusterServiceVersion: for names, icons and the like. It is applied first."));
        stamp.addOption(
                Flags.list(ALLOW_UNPINNED, "REPOSITORY", "Repositories whose images may run without a digest."));
        stamp.addOption(Flags.choice(DRY_RUN, "Shows what would change, and writes nothing."));
        stamp.addOption(Flags.output());
        return stamp;
    }

    ExitCode run(ParseResult flags) {
        boolean json = Flags.asJson(flags);
        Map<String, Path> paths = new TreeMap<>();
        Map<String, String> texts = new TreeMap<>();
        for (Path path : TextFiles.manifestsIn(
                Folders.given(flags, MANIFESTS).orElseThrow(() -> bad("%s must name a folder".formatted(MANIFESTS))))) {
            paths.put(path.toString(), path);
            texts.put(path.toString(), TextFiles.read(path));
        }
        try {
            Stamped stamped = Stamper.stamp(texts, request(flags));
            if (stamped instanceof Stamped.Refused refused) {
                throw bad(String.join("; ", refused.problems()));
            }
            if (stamped instanceof Stamped.Unpinned unpinned) {
                throw new FailedCommand(
                        ExitCode.FINDING,
                        "nothing was written, as no digest pins what runs: %s; name each with %s or %s, or its repository with %s"
                                .formatted(String.join(", ", unpinned.images()), IMAGE, ENV, ALLOW_UNPINNED));
            }
            Map<String, String> changed = ((Stamped.Done) stamped).files();
            boolean dryRun = Flags.chosen(flags, DRY_RUN);
            if (!dryRun) {
                write(paths, changed);
            }
            print(texts, changed, dryRun, json);
            return ExitCode.OK;
        } catch (UnusableManifest unusable) {
            throw bad(String.valueOf(unusable.getMessage()));
        }
    }

    private StampRequest request(ParseResult flags) {
        Map<ImageRepository, Pullspec> images = new LinkedHashMap<>();
        for (String flag : Flags.words(flags, IMAGE)) {
            Pair pair = Pair.of(IMAGE, flag);
            put(images, Flags.repository(IMAGE, pair.name()), pair.image(), IMAGE);
        }
        refuseContradictions(images);
        Map<String, Pullspec> variables = new LinkedHashMap<>();
        for (String flag : Flags.words(flags, ENV)) {
            Pair pair = Pair.of(ENV, flag);
            put(variables, pair.name(), pair.image(), ENV);
        }
        Set<ImageRepository> unpinned = new LinkedHashSet<>();
        for (String flag : Flags.words(flags, ALLOW_UNPINNED)) {
            unpinned.add(Flags.repository(ALLOW_UNPINNED, flag));
        }
        return new StampRequest(
                images,
                variables,
                Flags.chosen(flags, RELATED_IMAGES),
                version(flags),
                createdAt(flags),
                architectures(flags),
                Flags.given(flags, PATCH).map(StampCommand::patch),
                unpinned);
    }

    private static <K> void put(Map<K, Pullspec> images, K key, Pullspec image, String flag) {
        Pullspec other = images.put(key, image);
        if (other != null && !other.equals(image)) {
            throw bad("%s names %s twice, with %s and %s".formatted(flag, key, other, image));
        }
    }

    /** What one flag writes another one may not replace: a second run would have another end. */
    private static void refuseContradictions(Map<ImageRepository, Pullspec> images) {
        Map<ImageRepository, Pullspec> written = new LinkedHashMap<>();
        images.values().forEach(image -> put(written, image.repository(), image, IMAGE));
        images.forEach((from, image) -> {
            if (!from.equals(image.repository()) && written.containsKey(from)) {
                throw bad("%s replaces %s and writes it as well".formatted(IMAGE, from));
            }
        });
    }

    private static Optional<String> version(ParseResult flags) {
        Optional<String> version = Flags.given(flags, VERSION);
        version.filter(text -> !SEMANTIC_VERSION.matcher(text).matches()).ifPresent(text -> {
            throw bad("%s must be a semantic version, as in 1.2.3, and is %s".formatted(VERSION, text));
        });
        return version;
    }

    private Optional<Instant> createdAt(ParseResult flags) {
        Optional<String> given = Flags.given(flags, CREATED_AT);
        if (given.filter(EPOCH::equals).isEmpty()) {
            return given.map(StampCommand::time);
        }
        String epoch = Optional.ofNullable(environment.get(EPOCH))
                .orElseThrow(() ->
                        bad("%s without a time needs the variable %s, and it is not set".formatted(CREATED_AT, EPOCH)));
        if (!epoch.matches("\\d{1,11}")) {
            throw bad("%s must be seconds since 1970, and is %s".formatted(EPOCH, epoch));
        }
        return Optional.of(Instant.ofEpochSecond(Long.parseLong(epoch)));
    }

    private static Instant time(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException malformed) {
            throw bad("%s must be a time, as in 2026-01-31T12:00:00Z, and is %s".formatted(CREATED_AT, text));
        }
    }

    private static Set<String> architectures(ParseResult flags) {
        Set<String> architectures = new LinkedHashSet<>(Flags.words(flags, ARCH));
        architectures.stream()
                .filter(name -> !ARCHITECTURE.matcher(name).matches())
                .findFirst()
                .ifPresent(name -> {
                    throw bad("%s must be an architecture, as in amd64, and is %s".formatted(ARCH, name));
                });
        return architectures;
    }

    private static ManifestFile patch(String file) {
        ManifestFile patch = ManifestFile.parse(file, TextFiles.read(Path.of(file)));
        if (patch.objects().size() != 1) {
            throw bad("%s must be one YAML mapping, and %s is none".formatted(PATCH, file));
        }
        return patch;
    }

    private static void write(Map<String, Path> paths, Map<String, String> changed) {
        Map<Path, String> files = new TreeMap<>();
        changed.forEach((name, text) -> files.put(paths.getOrDefault(name, Path.of(name)), text));
        try {
            StagedFiles.write(files);
        } catch (IOException refused) {
            throw bad("cannot write the manifests: " + refused);
        }
    }

    private void print(Map<String, String> before, Map<String, String> changed, boolean dryRun, boolean json) {
        if (json) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            strings(object, "changed", changed.keySet());
            object.put("written", !dryRun && !changed.isEmpty());
            out.println(object.toPrettyString());
        } else if (changed.isEmpty()) {
            out.println("nothing changes: the manifests are as they should be");
        } else if (dryRun) {
            changed.forEach((name, text) -> out.print(UnifiedDiff.of(name, before.getOrDefault(name, ""), text)));
        } else {
            changed.keySet().forEach(name -> out.println("stamped " + name));
        }
    }

    private static void strings(ObjectNode object, String field, Collection<String> values) {
        values.forEach(object.putArray(field)::add);
    }

    private static FailedCommand bad(String line) {
        return new FailedCommand(ExitCode.BAD_INPUT, line);
    }

    /** What stands on both sides of the equals sign. */
    private record Pair(String flag, String name, String value) {

        static Pair of(String flag, String text) {
            int equals = text.indexOf('=');
            if (equals <= 0) {
                throw bad("%s needs a name and an image with = between them, and has %s".formatted(flag, text));
            }
            return new Pair(flag, text.substring(0, equals), text.substring(equals + 1));
        }

        Pullspec image() {
            List<String> lines = value.startsWith("@")
                    ? TextFiles.read(Path.of(value.substring(1))).lines().toList()
                    : List.of(value);
            if (lines.size() != 1 || lines.get(0).isBlank()) {
                throw bad("%s of %s must hold one line with an image, and has %d lines"
                        .formatted(value.substring(1), flag, lines.size()));
            }
            return Pullspec.parse(lines.get(0).strip())
                    .filter(image -> image.tag().isPresent() || image.digest().isPresent())
                    .orElseThrow(() -> bad("%s %s: this is no image with a digest: %s"
                            .formatted(flag, name, lines.get(0).strip())));
        }
    }
}
