package io.bpfman.siblings.plane;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The servers of the control plane, built once from the pinned Go modules into a cache outside the project. */
public final class Binaries {

    private static final Duration BUILD_LIMIT = Duration.ofMinutes(30);
    private static final String KUBERNETES = "k8s.io/kubernetes";
    private static final String TEKTON = "github.com/tektoncd/pipeline";
    private static final String CHAINS = "chains";
    private static final String PAC_LABELS = "pac-labels";
    private static final Sources SOURCES = Sources.ofThisProject();
    private static final String GO = GoToolchain.identity();

    private final Path folder;

    private Binaries(Path folder) {
        this.folder = folder;
    }

    /** Tells whether a Go new enough for every module is on the PATH. */
    public static boolean available() {
        return GoToolchain.atLeast(GO, oldestGo());
    }

    /** Returns the binaries, after building them when the cache does not have them; the first time takes minutes. */
    public static synchronized Binaries build() {
        return new Binaries(
                cached(module -> !module.equals(CHAINS) && !module.equals(PAC_LABELS), Binaries::buildControlPlane));
    }

    /** Returns the controller of Tekton Chains, which has a cache of its own as only few tests ask for it. */
    static synchronized Path chainsController() {
        return cached(CHAINS::equals, Binaries::buildChains).resolve("chains-controller");
    }

    /** Returns the program that prints what Pipelines-as-Code writes on a PipelineRun; it has a cache of its own, too. */
    public static synchronized Path pacLabels() {
        return cached(PAC_LABELS::equals, building -> build(PAC_LABELS, ".", building.resolve(PAC_LABELS), ""))
                .resolve(PAC_LABELS);
    }

    /** Returns the etcd server. */
    public Path etcd() {
        return folder.resolve("etcd");
    }

    /** Returns the Kubernetes API server. */
    public Path kubeApiServer() {
        return folder.resolve("kube-apiserver");
    }

    /** Returns Tekton's controller. */
    public Path tektonController() {
        return folder.resolve("tekton-controller");
    }

    /** Returns Tekton's webhook. */
    public Path tektonWebhook() {
        return folder.resolve("tekton-webhook");
    }

    /** Returns Tekton's command line, with the commands customrun and pipelinerun. */
    public Path tkn() {
        return folder.resolve("tkn");
    }

    /** Returns the folder with Tekton's own YAML, laid out as in its repository. */
    public Path tektonConfig() {
        return folder.resolve("tekton-config");
    }

    /** Returns the oldest Go that every module accepts. */
    static String oldestGo() {
        return SOURCES.files().stream()
                .filter(file -> file.endsWith("go.mod"))
                .map(GoToolchain::wantedBy)
                .reduce("go 1.25", (a, b) -> GoToolchain.atLeast(a, b) ? a : b)
                .substring("go ".length());
    }

    private static Path cache() {
        var home = Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .filter(value -> !value.isBlank())
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"));
        return home.resolve("wait-for-siblings").resolve("control-plane");
    }

    /** Returns the folder with what is built from these modules, after building it when the cache does not have it. */
    private static Path cached(Predicate<String> modules, Recipe recipe) {
        var cached = cache().resolve(SOURCES.fingerprint(GO, modules));
        try {
            Files.createDirectories(cache());
            try (var channel = FileChannel.open(
                            Path.of(cached + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var lock = channel.lock()) {
                if (lock.isValid() && Files.notExists(cached)) {
                    build(recipe, cached);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the control plane cannot be kept in %s".formatted(cached), e);
        }
        return cached;
    }

    private static void build(Recipe recipe, Path cached) throws IOException {
        var began = System.nanoTime();
        say("building into %s; the first time takes minutes".formatted(cached));
        var building = Files.createTempDirectory(cache(), "building-");
        try {
            recipe.buildInto(building);
            Files.move(building, cached, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Trees.delete(building);
        }
        say("built all in %s".formatted(since(began)));
    }

    private static void buildControlPlane(Path building) throws IOException {
        build("etcd", "go.etcd.io/etcd/server/v3", building.resolve("etcd"), "");
        build(
                "kube-apiserver",
                KUBERNETES + "/cmd/kube-apiserver",
                building.resolve("kube-apiserver"),
                "-X k8s.io/component-base/version.gitVersion=" + list("kube-apiserver", "{{.Version}}", KUBERNETES));
        build("tekton", TEKTON + "/cmd/controller", building.resolve("tekton-controller"), "");
        build("tekton", TEKTON + "/cmd/webhook", building.resolve("tekton-webhook"), "");
        build("tkn", ".", building.resolve("tkn"), "");
        copyYaml(Path.of(list("tekton", "{{.Dir}}", TEKTON), "config"), building.resolve("tekton-config"));
    }

    private static void buildChains(Path building) {
        build(CHAINS, "github.com/tektoncd/chains/cmd/controller", building.resolve("chains-controller"), "");
    }

    private static void build(String module, String main, Path binary, String linkerFlags) {
        var began = System.nanoTime();
        say("building %s".formatted(binary.getFileName()));
        GoToolchain.run(
                SOURCES.module(module),
                BUILD_LIMIT,
                List.of(
                        "build",
                        "-mod=readonly",
                        "-trimpath",
                        "-buildvcs=false",
                        "-ldflags=-s -w " + linkerFlags,
                        "-o",
                        binary.toString(),
                        main));
        say("built %s in %s".formatted(binary.getFileName(), since(began)));
    }

    private static String list(String module, String format, String dependency) {
        return GoToolchain.run(
                SOURCES.module(module), BUILD_LIMIT, List.of("list", "-mod=readonly", "-m", "-f", format, dependency));
    }

    /** Copies the YAML, for the cache of Go modules may be emptied and its files cannot be written. */
    private static void copyYaml(Path from, Path to) throws IOException {
        for (var name : List.of(".", "300-crds")) {
            Files.createDirectories(to.resolve(name));
            try (var files = Files.newDirectoryStream(from.resolve(name), "*.yaml")) {
                for (var file : files) {
                    Files.write(to.resolve(name).resolve(file.getFileName()), Files.readAllBytes(file));
                }
            }
        }
    }

    private static String since(long began) {
        return "%.1f s".formatted((System.nanoTime() - began) / 1e9);
    }

    private static void say(String line) {
        System.out.println("control plane: " + line);
    }

    private interface Recipe {

        void buildInto(Path folder) throws IOException;
    }
}
