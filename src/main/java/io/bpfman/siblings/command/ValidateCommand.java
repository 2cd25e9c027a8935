package io.bpfman.siblings.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.ImageReference;
import io.bpfman.siblings.domain.names.ImageRepository;
import io.bpfman.siblings.konflux.KonfluxKinds;
import io.bpfman.siblings.manifest.ManifestFile;
import io.bpfman.siblings.manifest.UnusableManifest;
import io.bpfman.siblings.registry.Image;
import io.bpfman.siblings.registry.ImageReader;
import io.bpfman.siblings.registry.RegistryClient;
import io.bpfman.siblings.registry.RegistryCredentials;
import io.bpfman.siblings.registry.RegistryFailure;
import io.bpfman.siblings.text.OneLine;
import io.bpfman.siblings.validate.BundleCheck;
import io.bpfman.siblings.validate.Finding;
import io.bpfman.siblings.validate.Platforms;
import io.bpfman.siblings.validate.Rules;
import io.bpfman.siblings.validate.Snapshot;
import io.bpfman.siblings.validate.TestOutput;
import io.bpfman.siblings.validate.TestOutput.Result;
import io.bpfman.siblings.validate.UnusableSnapshot;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Reads the bundle of a Snapshot from its registry, and says whether it names the Snapshot's other images. */
final class ValidateCommand {

    private static final String SNAPSHOT = "--snapshot";
    private static final String BUNDLE = "--bundle";
    private static final String IMAGE = "--image";
    private static final String EXTERNAL = "--external";
    private static final String IGNORE = "--ignore";
    private static final String AUTH_FILE = "--authfile";
    private static final String RESULTS = "--results-dir";
    private static final String TEST_OUTPUT = "TEST_OUTPUT";
    private static final int LARGEST_SNAPSHOT = 4 << 20;

    /** operator-framework/operator-registry: docs/design/operator-bundle.md, Bundle Annotations. */
    private static final String MANIFESTS = "operators.operatorframework.io.bundle.manifests.v1";

    private final InstantSource time;
    private final Map<String, String> environment;
    private final InputStream in;
    private final PrintStream out;

    ValidateCommand(InstantSource time, Map<String, String> environment, InputStream in, PrintStream out) {
        this.time = time;
        this.environment = environment;
        this.in = in;
        this.out = out;
    }

    static CommandSpec spec() {
        CommandSpec validate = CommandSpec.create();
        validate.usageMessage()
                .description(
                        "Reads the bundle of a Snapshot from its registry and says whether each image that it names is the Snapshot's own. It needs no container runtime, and clones nothing.",
                        "",
                        "A digest that is not in the Snapshot is stale; one of another component than its repository's is swapped; a component that no manifest names is unreferenced; a tag without a digest is unpinned. Each is a failure.",
                        "")
                .footer(
                        "",
                        "Example: validate --snapshot \"$(kubectl get snapshot NAME -o json)\" --image agent=registry.redhat.io/bpfman/bpfman-agent --external registry.redhat.io/openshift4/ose-kube-rbac-proxy");
        validate.addOption(OptionSpec.builder(SNAPSHOT)
                .required(true)
                .paramLabel("JSON|NAME|-")
                .type(String.class)
                .description(
                        "The Snapshot: as JSON, as the name of one in the namespace, or - for JSON on standard input.")
                .build());
        validate.addOption(Flags.text(
                BUNDLE, "COMPONENT", "The bundle. Default: each component whose image has the label of a bundle."));
        validate.addOption(
                Flags.list(
                        IMAGE,
                        "COMPONENT=REPOSITORY",
                        "A further repository of the component's images, as the one under which they are released. It is not needed to find a stale digest, and tells which one would be right."));
        validate.addOption(Flags.list(
                EXTERNAL,
                "REPOSITORY",
                "Repositories of images that are of no component; their digests are not checked."));
        validate.addOption(Flags.list(IGNORE, "COMPONENT", "Components that the bundle need not name."));
        validate.addOption(
                Flags.text(
                        AUTH_FILE,
                        "FILE",
                        "Credentials as podman login writes them. Default: REGISTRY_AUTH_FILE, or else what is there of XDG_RUNTIME_DIR/containers/auth.json, DOCKER_CONFIG/config.json, and .config/containers/auth.json and .docker/config.json in the home folder."));
        validate.addOption(Folders.flag(
                        RESULTS,
                        "Folder for the result TEST_OUTPUT; in a Task /tekton/results. With it the command ends with 0 also when there are failures, or when the bundle cannot be read: the result tells so.")
                .build());
        validate.addOption(Flags.output());
        Connection.addTo(validate);
        return validate;
    }

    ExitCode run(ParseResult flags) {
        boolean json = Flags.asJson(flags);
        Optional<ResultFiles> results = Folders.given(flags, RESULTS).map(folder -> new ResultFiles(folder).checked());
        try {
            Outcome outcome = validated(flags, !json);
            print(outcome, json);
            write(results, outcome.output());
            return outcome.output().result() == Result.FAILURE && results.isEmpty() ? ExitCode.FINDING : ExitCode.OK;
        } catch (FailedCommand failed) {
            if (results.isEmpty()) {
                throw failed;
            }
            TestOutput error = TestOutput.error(OneLine.of(String.valueOf(failed.getMessage())));
            print(new Outcome(error, List.of(), List.of()), json);
            write(results, error);
            return ExitCode.OK;
        }
    }

    private void write(Optional<ResultFiles> results, TestOutput output) {
        results.ifPresent(files -> files.write(Map.of(TEST_OUTPUT, output.json(time.instant())), Optional.empty()));
    }

    private Outcome validated(ParseResult flags, boolean progress) {
        try {
            return validate(flags, progress);
        } catch (UnusableSnapshot unusable) {
            throw bad(String.valueOf(unusable.getMessage()));
        } catch (UnusableManifest unusable) {
            throw new FailedCommand(ExitCode.FINDING, "the bundle cannot be read: " + unusable.getMessage());
        } catch (RegistryFailure failure) {
            throw new FailedCommand(
                    failure.ofAccess() ? ExitCode.NO_ACCESS : ExitCode.FINDING, String.valueOf(failure.getMessage()));
        }
    }

    private Outcome validate(ParseResult flags, boolean progress) {
        Rules rules = rules(flags);
        Snapshot snapshot = snapshot(flags);
        Images images = new Images(
                snapshot,
                new ImageReader(new RegistryClient(
                        RegistryCredentials.read(Flags.given(flags, AUTH_FILE).map(Path::of), environment),
                        Rest::before)),
                progress);
        List<ComponentName> bundles = bundles(snapshot, Flags.given(flags, BUNDLE), images);
        if (bundles.isEmpty()) {
            return new Outcome(
                    TestOutput.skipped("none of the %d components is a bundle, as none has the label %s"
                            .formatted(snapshot.images().size(), MANIFESTS)),
                    List.of(),
                    List.of());
        }
        List<Finding> findings = new ArrayList<>();
        for (ComponentName bundle : bundles) {
            check(bundle, bundles, images, rules).stream()
                    .map(finding -> bundles.size() == 1
                            ? finding
                            : new Finding(finding.severity(), finding.kind(), bundle + ": " + finding.message()))
                    .forEach(findings::add);
        }
        return new Outcome(TestOutput.of(bundles.size(), findings), bundles, findings);
    }

    private static List<Finding> check(
            ComponentName component, List<ComponentName> bundles, Images images, Rules rules) {
        Image bundle = images.of(component);
        String folder = Optional.ofNullable(bundle.labels().get(MANIFESTS))
                .orElseThrow(() -> bad("%s is no bundle: its image has no label %s".formatted(component, MANIFESTS)));
        List<ManifestFile> files = new ArrayList<>();
        images.files(component, folder).forEach((name, text) -> {
            if (TextFiles.isManifest(name) && ManifestFile.mayNameImages(text)) {
                files.add(ManifestFile.parse(name, text));
            }
        });
        if (files.isEmpty()) {
            throw new FailedCommand(
                    ExitCode.FINDING,
                    "the image of %s has no manifests in %s that name an image".formatted(component, folder));
        }
        Set<ComponentName> all = new TreeSet<>(bundles);
        Snapshot snapshot = images.snapshot();
        BundleCheck.operators(snapshot, files).forEach(images::of);
        List<Finding> findings = BundleCheck.check(snapshot, all, files, rules, images.platforms());
        if (findings.stream().anyMatch(finding -> finding.kind().equals("stale"))) {
            // What looks stale may be one platform of the right index; what cannot be read stays stale.
            snapshot.images().keySet().forEach(images::tryToRead);
            findings = BundleCheck.check(snapshot, all, files, rules, images.platforms());
        }
        if (bundle.index()) {
            findings = new ArrayList<>(findings);
            findings.add(
                    Finding.warning(
                            "index",
                            "the bundle is an index of several images, of which the one for amd64 was read; OLM wants a bundle for one platform"));
        }
        return findings;
    }

    private static List<ComponentName> bundles(Snapshot snapshot, Optional<String> named, Images images) {
        if (named.isPresent()) {
            return snapshot.images().keySet().stream()
                    .filter(component -> component.value().equals(named.get()))
                    .findFirst()
                    .map(List::of)
                    .orElseThrow(() -> bad("%s names %s, and the Snapshot has %s"
                            .formatted(
                                    BUNDLE, named.get(), names(snapshot.images().keySet()))));
        }
        return snapshot.images().keySet().stream()
                .filter(component -> images.of(component).labels().containsKey(MANIFESTS))
                .toList();
    }

    private static Rules rules(ParseResult flags) {
        Map<ImageRepository, ComponentName> repositories = new TreeMap<>();
        for (String pair : Flags.words(flags, IMAGE)) {
            int equals = pair.indexOf('=');
            if (equals <= 0) {
                throw bad(
                        "%s needs a component and a repository with = between them, and has %s".formatted(IMAGE, pair));
            }
            ComponentName component = component(IMAGE, pair.substring(0, equals));
            ImageRepository repository = Flags.repository(IMAGE, pair.substring(equals + 1));
            ComponentName other = repositories.putIfAbsent(repository, component);
            if (other != null && !other.equals(component)) {
                throw bad("%s gives %s to %s and to %s".formatted(IMAGE, repository, other, component));
            }
        }
        Set<ImageRepository> external = new LinkedHashSet<>();
        Flags.words(flags, EXTERNAL).forEach(text -> external.add(Flags.repository(EXTERNAL, text)));
        Set<ComponentName> ignored = new LinkedHashSet<>();
        Flags.words(flags, IGNORE).forEach(text -> ignored.add(component(IGNORE, text)));
        return new Rules(repositories, external, ignored);
    }

    private Snapshot snapshot(ParseResult flags) {
        String given = Flags.given(flags, SNAPSHOT).orElseThrow(() -> bad(SNAPSHOT + " must name a Snapshot"));
        if (given.equals("-")) {
            return Snapshot.parse(standardInput());
        }
        return given.stripLeading().startsWith("{") ? Snapshot.parse(given) : named(ObjectNames.name(given), flags);
    }

    private String standardInput() {
        try {
            byte[] bytes = in.readNBytes(LARGEST_SNAPSHOT + 1);
            if (bytes.length > LARGEST_SNAPSHOT) {
                throw bad("the Snapshot has more than %d MiB".formatted(LARGEST_SNAPSHOT >> 20));
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException closed) {
            throw bad("standard input cannot be read");
        }
    }

    private Snapshot named(String name, ParseResult flags) {
        Connection connection = Connection.open(environment, flags);
        String namespace = connection.namespace(flags);
        try {
            return connection
                    .api()
                    .find(KonfluxKinds.SNAPSHOTS, namespace, name, JsonNode.class)
                    .map(object -> Snapshot.parse(object.toString()))
                    .orElseThrow(() -> bad("there is no Snapshot %s in namespace %s".formatted(name, namespace)));
        } catch (KubernetesClientException refused) {
            throw connection.failed(refused, "get Snapshots", namespace);
        }
    }

    private void print(Outcome outcome, boolean json) {
        TestOutput output = outcome.output();
        if (json) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            object.put("result", output.result().name());
            object.put("note", output.note());
            ArrayNode bundles = object.putArray("bundles");
            outcome.bundles().forEach(bundle -> bundles.add(bundle.value()));
            ArrayNode findings = object.putArray("findings");
            outcome.findings().forEach(finding -> findings.addObject()
                    .put("severity", finding.severity().name())
                    .put("kind", finding.kind())
                    .put("message", finding.message()));
            out.println(object.toPrettyString());
            return;
        }
        outcome.findings()
                .forEach(finding -> out.printf("%s %s%n", finding.severity(), OneLine.of(finding.toString())));
        out.printf(
                "%s%n",
                outcome.findings().isEmpty()
                        ? output.result() + ": " + OneLine.of(output.note())
                        : "%s: %d failures, %d warnings"
                                .formatted(output.result(), output.failures(), output.warnings()));
    }

    private static ComponentName component(String flag, String text) {
        if (!ComponentName.wellFormed(text)) {
            throw bad("%s needs the name of a component, and has %s".formatted(flag, text));
        }
        return new ComponentName(text);
    }

    private static String names(Collection<ComponentName> components) {
        return components.stream().map(ComponentName::value).collect(Collectors.joining(", "));
    }

    private static FailedCommand bad(String line) {
        return new FailedCommand(ExitCode.BAD_INPUT, line);
    }

    private record Outcome(TestOutput output, List<ComponentName> bundles, List<Finding> findings) {}

    /** The images of the Snapshot, each read once and when it is needed. */
    private final class Images {

        private final Snapshot snapshot;
        private final ImageReader reader;
        private final boolean progress;
        private final Map<ComponentName, Image> read = new HashMap<>();

        Images(Snapshot snapshot, ImageReader reader, boolean progress) {
            this.snapshot = snapshot;
            this.reader = reader;
            this.progress = progress;
        }

        Snapshot snapshot() {
            return snapshot;
        }

        Image of(ComponentName component) {
            return read.computeIfAbsent(component, first -> {
                ImageReference image = snapshot.images().get(component);
                if (image == null) {
                    throw new IllegalArgumentException("no component of the Snapshot");
                }
                tell("reading %s: %s%n", component, image);
                return reader.read(image);
            });
        }

        void tryToRead(ComponentName component) {
            try {
                var unused = of(component);
            } catch (RegistryFailure unreadable) {
                tell(
                        "cannot tell what %s consists of: %s%n",
                        component, OneLine.of(String.valueOf(unreadable.getMessage())));
            }
        }

        private void tell(String line, Object... values) {
            if (progress) {
                out.printf(line, values);
            }
        }

        Map<String, String> files(ComponentName component, String folder) {
            return reader.files(of(component), folder);
        }

        Platforms platforms() {
            return new Platforms(
                    read.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, image -> image.getValue()
                            .architectures())));
        }
    }
}
