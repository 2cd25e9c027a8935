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
import java.util.Set;
import java.util.function.Predicate;

/** The servers of the control plane, built once from the pinned Go modules into a cache outside the project. */
public final class Binaries {

    private static final Duration BUILD_LIMIT = Duration.ofMinutes(30);
    private static final String KUBERNETES = "k8s.io/kubernetes";
    private static final String TEKTON = "github.com/tektoncd/pipeline";
    private static final String CHAINS = "chains";
    private static final String PAC = "pac";
    private static final String PIPELINES_AS_CODE = "github.com/openshift-pipelines/pipelines-as-code";
    private static final String GITEA = "gitea";
    private static final String GITEA_MODULE = "code.gitea.io/gitea";
    private static final String REGISTRY = "registry";
    private static final String OLM = "olm";
    /** Without the C libraries that only some ways of storing images need. */
    private static final String OLM_TAGS = "containers_image_openpgp,exclude_graphdriver_btrfs";

    /** Only few tests ask for these, so each has a cache of its own. */
    private static final Set<String> BESIDE_THE_CONTROL_PLANE = Set.of(CHAINS, PAC, GITEA, REGISTRY, OLM);

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
        return new Binaries(cached(module -> !BESIDE_THE_CONTROL_PLANE.contains(module), Binaries::buildControlPlane));
    }

    /** Returns the controller of Tekton Chains. */
    static synchronized Path chainsController() {
        return cached(CHAINS::equals, Binaries::buildChains).resolve("chains-controller");
    }

    /** Returns the program that prints what Pipelines-as-Code writes on a PipelineRun. */
    public static Path pacLabels() {
        return pipelinesAsCode().resolve("labels");
    }

    /** Returns the folder with Pipelines-as-Code: its controller, its watcher, and its own YAML in the folder config. */
    static synchronized Path pipelinesAsCode() {
        return cached(PAC::equals, Binaries::buildPipelinesAsCode);
    }

    /** Returns the folder with Gitea: the server, and beside it the files that it serves. */
    static synchronized Path gitea() {
        return cached(GITEA::equals, Binaries::buildGitea);
    }

    /** Returns the registry of images, distribution's own. */
    static synchronized Path registry() {
        return cached(REGISTRY::equals, Binaries::buildRegistry).resolve(REGISTRY);
    }

    /** Returns the folder with OLM's tools, opm and operator-verify. */
    static synchronized Path olm() {
        return cached(OLM::equals, Binaries::buildOlm);
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
        var config = source("tekton", TEKTON).resolve("config");
        copyYaml(config, building.resolve("tekton-config"));
        copyYaml(config.resolve("300-crds"), building.resolve("tekton-config").resolve("300-crds"));
    }

    private static void buildChains(Path building) {
        build(CHAINS, "github.com/tektoncd/chains/cmd/controller", building.resolve("chains-controller"), "");
    }

    private static void buildPipelinesAsCode(Path building) throws IOException {
        for (var process : List.of("controller", "watcher")) {
            build(
                    PAC,
                    "%s/cmd/pipelines-as-code-%s".formatted(PIPELINES_AS_CODE, process),
                    building.resolve(process),
                    "");
        }
        build(PAC, "./labels", building.resolve("labels"), "");
        copyYaml(source(PAC, PIPELINES_AS_CODE).resolve("config"), building.resolve("config"));
    }

    /** Forgejo's SDK, which Pipelines-as-Code uses, refuses a server that has no version. */
    private static void buildGitea(Path building) throws IOException {
        var version = list(GITEA, "{{.Version}}", GITEA_MODULE).substring(1);
        build(
                GITEA,
                GITEA_MODULE,
                building.resolve(GITEA),
                "-X main.Version=" + version,
                "sqlite,sqlite_unlock_notify");
        for (var served : List.of("options", "public", "templates")) {
            Trees.copy(source(GITEA, GITEA_MODULE).resolve(served), building.resolve(served));
        }
    }

    private static void buildRegistry(Path building) {
        build(REGISTRY, "github.com/distribution/distribution/v3/cmd/registry", building.resolve(REGISTRY), "");
    }

    private static void buildOlm(Path building) {
        build(OLM, "github.com/operator-framework/operator-registry/cmd/opm", building.resolve("opm"), "", OLM_TAGS);
        build(
                OLM,
                "github.com/operator-framework/api/cmd/operator-verify",
                building.resolve("operator-verify"),
                "",
                OLM_TAGS);
    }

    private static void build(String module, String main, Path binary, String linkerFlags) {
        build(module, main, binary, linkerFlags, "");
    }

    private static void build(String module, String main, Path binary, String linkerFlags, String tags) {
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
                        "-tags=" + tags,
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

    private static Path source(String module, String dependency) {
        return Path.of(list(module, "{{.Dir}}", dependency));
    }

    /** Copies a folder's own YAML, for the cache of Go modules may be emptied and its files cannot be written. */
    private static void copyYaml(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (var files = Files.newDirectoryStream(from, "*.yaml")) {
            for (var file : files) {
                Files.write(to.resolve(file.getFileName()), Files.readAllBytes(file));
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
