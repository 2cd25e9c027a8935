package io.bpfman.siblings.reconcile;

import static io.bpfman.siblings.reconcile.Tenant.AGENT;
import static io.bpfman.siblings.reconcile.Tenant.AGENT_DIGEST;
import static io.bpfman.siblings.reconcile.Tenant.OPERATOR;
import static io.bpfman.siblings.reconcile.Tenant.OPERATOR_DIGEST;
import static io.bpfman.siblings.reconcile.Tenant.REVISION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpfman.siblings.plane.AuditEvent;
import io.bpfman.siblings.plane.ControlPlane;
import io.bpfman.siblings.plane.NeedsControlPlane;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged commands, as an account that may get and list PipelineRuns and TaskRuns and nothing else. */
@NeedsControlPlane
class CommandE2E {

    private static final Path HOSTED_ROLES = Path.of("src", "test", "resources", "konflux", "hosted-roles.yaml");
    private static final String ACCOUNT = "build-pipeline";
    private static final Duration SOON = Duration.ofSeconds(1);

    private final List<CommandProcess> commands = new ArrayList<>();
    private ControlPlane plane;
    private Tenant tenant;

    private Path results;

    @BeforeEach
    void install(@TempDir Path folder) {
        results = folder;
        plane = ControlPlane.shared();
        tenant = Tenant.on(plane);
        tenant.createBuildAccount(ACCOUNT);
    }

    @AfterEach
    void stop() {
        commands.forEach(CommandProcess::close);
        tenant.close();
    }

    @Test
    void aWaitInATaskHandsOnTheDigestsAndSaysWhatItCouldNotSee() throws IOException {
        String operator = tenant.build(OPERATOR);
        String agent = tenant.build(AGENT);
        CommandProcess wait = wait("--siblings", OPERATOR, AGENT).awaitLine("WaitingForSiblings: 0 of 2");

        tenant.succeed(operator, OPERATOR_DIGEST);
        tenant.succeed(agent, AGENT_DIGEST);

        wait.ends(0);
        assertThat(wait.out())
                .contains("SiblingsReady: 2 of 2 siblings ready")
                .contains("not allowed to read Components");
        assertThat(wait.err()).isEmpty();
        assertThat(files())
                .containsEntry("proceed", "true")
                .containsEntry("revision", REVISION)
                .containsEntry(OPERATOR, Tenant.image(OPERATOR, OPERATOR_DIGEST))
                .containsEntry(AGENT + "-digest", AGENT_DIGEST)
                .containsEntry("sources", "{\"%s\":\"built\",\"%s\":\"built\"}".formatted(AGENT, OPERATOR))
                .hasSize(9);
    }

    @Test
    void aCommandRunWatchesNothingListensNowhereAndLeadsNobody() {
        tenant.build(AGENT);
        CommandProcess wait = wait("--siblings", AGENT).awaitLine("WaitingForSiblings");

        assertThat(wait.listens()).isFalse();
        await().atMost(Tenant.PATIENCE).until(() -> requests().size() >= 6);
        // What is no resource is the discovery of Konflux's API groups.
        assertThat(requests())
                .filteredOn(event -> !event.resource().isEmpty())
                .allSatisfy(event -> assertThat(event.verb()).isEqualTo("list"))
                .extracting(AuditEvent::resource)
                .containsOnly("pipelineruns", "components");
        assertThat(requests()).extracting(AuditEvent::verb).containsOnly("list", "get");
    }

    @Test
    void eachLookTakesTwoListsHoweverManySiblingsThereAre() {
        String[] siblings =
                IntStream.range(0, 8).mapToObj(number -> "sibling-" + number).toArray(String[]::new);
        Stream.of(siblings).forEach(tenant::managedBuild);
        wait("--siblings", String.join(",", siblings), "--component", "bundle", "--application", "any")
                .awaitLine("WaitingForSiblings");

        await().atMost(Tenant.PATIENCE).until(() -> lists("pipelineruns") >= 6);

        assertThat(lists("pipelineruns")).as("three looks").isEqualTo(6);
        assertThat(lists("components")).isEqualTo(1);
    }

    @Test
    void inAHostedTenantItsAdminMayLetTheTaskReadComponents() throws IOException {
        KonfluxKindsOnControlPlane.install(plane);
        plane.createNamespace(tenant.namespace(), "the-admin");
        try (InputStream roles = Files.newInputStream(HOSTED_ROLES)) {
            plane.admin().load(roles).serverSideApply();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        plane.admin()
                .resource(binding("the-admin", "konflux-admin-user-actions", "the-admin"))
                .create();
        promotedComponent();
        assertThat(wait("--siblings", AGENT, "--grace=0s").ends(1).error())
                .contains("not allowed to read Components", "give the param fallback");

        RoleBinding hosted = Serialization.unmarshal(hostedRoleBinding(), RoleBinding.class);
        try (KubernetesClient admin = plane.client(plane.token(tenant.namespace(), "the-admin"));
                KubernetesClient account = plane.client(plane.token(tenant.namespace(), ACCOUNT))) {
            await().atMost(Tenant.PATIENCE).until(() -> may(admin, "RoleBinding"));
            admin.resource(binding("viewer", hosted.getRoleRef().getName(), ACCOUNT))
                    .create();
            assertThatThrownBy(() -> admin.resource(binding("too-much", "cluster-admin", ACCOUNT))
                            .create())
                    .isInstanceOfSatisfying(KubernetesClientException.class, refused -> assertThat(refused.getCode())
                            .isEqualTo(403));
            await().atMost(Tenant.PATIENCE).until(() -> may(account, "Component"));
        }

        wait("--siblings", AGENT, "--grace=0s").ends(0);
        assertThat(files()).containsEntry(AGENT, Tenant.image(AGENT, AGENT_DIGEST));
    }

    private void promotedComponent() {
        String image = Tenant.image(AGENT, AGENT_DIGEST);
        tenant.create("""
                apiVersion: appstudio.redhat.com/v1alpha1
                kind: Component
                metadata: {name: %s, namespace: %s}
                spec: {containerImage: %s}
                """.formatted(AGENT, tenant.namespace(), image.replaceFirst("@.*", "")));
        tenant.patchStatus(
                "appstudio.redhat.com/v1alpha1", "Component", AGENT, "lastPromotedImage: \"%s\"".formatted(image));
    }

    private static String hostedRoleBinding() {
        try {
            return Files.readString(Path.of("tekton", "hosted-rolebinding.yaml"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private RoleBinding binding(String name, String role, String account) {
        return Serialization.unmarshal(
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: %s, namespace: %s}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: %s}
                subjects: [{kind: ServiceAccount, name: %s, namespace: %s}]
                """.formatted(name, tenant.namespace(), role, account, tenant.namespace()), RoleBinding.class);
    }

    /** The API server learns of a binding a moment later. */
    private boolean may(KubernetesClient client, String kind) {
        String version = kind.equals("Component") ? "appstudio.redhat.com/v1alpha1" : "rbac.authorization.k8s.io/v1";
        try {
            var unused = client.genericKubernetesResources(version, kind)
                    .inNamespace(tenant.namespace())
                    .list();
            return true;
        } catch (KubernetesClientException refused) {
            return false;
        }
    }

    @Test
    void aFailedSiblingEndsTheWaitWithItsName() throws IOException {
        String agent = tenant.build(AGENT);
        tenant.fail(agent);
        tenant.awaitEnded(agent, "False");

        CommandProcess wait = wait("--siblings", AGENT).ends(1);

        assertThat(wait.error())
                .startsWith("SiblingFailed: 0 of 1 siblings ready")
                .contains(agent);
        assertThat(files()).containsEntry("proceed", "false").containsEntry(AGENT, "");
    }

    @Test
    void aRetryWaitsForANewerBuildOfWhatFailed() throws IOException {
        String broken = tenant.build(AGENT);
        tenant.fail(broken);
        tenant.awaitEnded(broken, "False");
        CommandProcess wait = wait("--siblings", AGENT, "--retries", "1").awaitLine("Retrying");

        tenant.succeed(tenant.buildAfter(broken, AGENT), AGENT_DIGEST);

        wait.ends(0);
        assertThat(files()).containsEntry(AGENT + "-digest", AGENT_DIGEST);
    }

    @Test
    void aWaitThatTakesTooLongTimesOut() {
        tenant.build(AGENT);

        CommandProcess wait = wait("--siblings", AGENT, "--timeout", "2s").ends(3);

        assertThat(wait.error())
                .startsWith("CustomRunTimedOut: timed out after 2s")
                .contains(AGENT);
    }

    @Test
    void aNewerPushSkipsTheBundle() throws IOException {
        Map<String, String> pipeline =
                Map.of("pipelinesascode.tekton.dev/original-prname", "bundle-on-push", "test.invalid/name", "older");
        String older = tenant.build("bundle", pipeline);
        tenant.awaitNextSecond();
        Map<String, String> newer = new TreeMap<>(pipeline);
        newer.put("pipelinesascode.tekton.dev/sha", REVISION.replace('0', '9'));
        tenant.build("bundle", newer);
        tenant.build(AGENT);

        CommandProcess wait = command(
                        "wait",
                        "--results-dir",
                        results.toString(),
                        "--pod-info",
                        podOf(older).toString(),
                        "--siblings",
                        AGENT)
                .ends(0);

        assertThat(wait.out()).contains("Superseded: superseded by PipelineRun");
        assertThat(files()).containsEntry("proceed", "false");
    }

    @Test
    void everyProblemOfTheFlagsIsToldInOneLine() throws IOException {
        CommandProcess wait = command(
                        "wait",
                        "--results-dir",
                        results.toString(),
                        "--revision=main",
                        "--component=Upper",
                        "--siblings",
                        "a",
                        "a",
                        "a-digest",
                        "--grace=2h",
                        "--not-built=maybe",
                        "--on-failure=perhaps",
                        "--superseded=never",
                        "--images=nonsense",
                        "--timeout=-1s",
                        "--retries=eleven")
                .ends(2);

        assertThat(wait.error())
                .contains("revision", "component", "twice", "a-digest", "grace", "not-built", "on-failure")
                .contains("superseded", "images", "timeout", "retries");
        assertThat(files()).containsEntry("proceed", "false");
    }

    @Test
    void whoIsNotLetInIsToldWhyAndLeavesNothingBehind() throws IOException {
        Map<String, String> expired = new TreeMap<>(properties());
        expired.put("kubernetes.auth.token", "expired");
        String[] words = {"wait", "--results-dir", results.toString(), "--revision", REVISION, "--siblings", AGENT};

        CommandProcess withoutToken =
                started(CommandProcess.start(expired, words)).ends(4);
        assertThat(withoutToken.error()).contains("the API server does not accept the login");

        CommandProcess elsewhere = command(Stream.concat(Stream.of(words), Stream.of("--namespace", "default"))
                        .toArray(String[]::new))
                .ends(4);
        assertThat(elsewhere.error()).contains("not allowed to read PipelineRuns in namespace default");

        CommandProcess nonsense = command(Stream.concat(Stream.of(words), Stream.of("--namespace", "../secrets"))
                        .toArray(String[]::new))
                .ends(2);
        assertThat(nonsense.error()).contains("this cannot be a namespace");

        assertThat(files()).isEmpty();
    }

    @Test
    void aFolderThatCannotBeWrittenIsToldBeforeAnybodyWaits() throws IOException {
        Path file = Files.writeString(results.resolve("file"), "");

        CommandProcess wait = command("wait", "--results-dir", file.toString(), "--siblings", AGENT)
                .ends(2);

        assertThat(wait.error()).contains("the results cannot be written into " + file);
    }

    @Test
    void resultsThatTektonWouldNotTakeAreRefused() throws IOException {
        String[] siblings = IntStream.range(0, 9)
                .mapToObj(number -> "a-rather-long-component-name-" + number)
                .toArray(String[]::new);
        for (String sibling : siblings) {
            tenant.succeedManaged(tenant.managedBuild(sibling), AGENT_DIGEST);
        }

        CommandProcess wait = wait("--siblings", String.join(",", siblings)).ends(2);

        assertThat(wait.error()).contains("bytes, and Tekton takes 4096 from a step");
        assertThat(files()).isEmpty();
    }

    @Test
    void aWaitThatIsAskedToEndDoesSoAtOnceAndWritesNothing() throws IOException {
        tenant.build(AGENT);
        CommandProcess wait = wait("--siblings", AGENT).awaitLine("WaitingForSiblings");

        wait.terminate();

        assertThat(wait.endsWithin(SOON)).isTrue();
        assertThat(files()).isEmpty();
    }

    @Test
    void aWaitOutlivesAnApiServerThatIsAway() throws IOException {
        String agent = tenant.build(AGENT);
        CommandProcess wait = wait("--siblings", AGENT).awaitLine("WaitingForSiblings");

        plane.killApiServer();
        wait.awaitLine("the API server cannot be asked");
        plane.startApiServer();
        tenant.succeed(agent, AGENT_DIGEST);

        wait.ends(0);
        assertThat(files()).containsEntry(AGENT + "-digest", AGENT_DIGEST);
    }

    @Test
    void aWaitIsExplainedWhileItWaitsAndWhenItIsOver() {
        String agent = tenant.build(AGENT);
        try (ServiceProcess service = ServiceProcess.start(
                plane.folder(), "explained", Installation.on(plane).systemProperties())) {
            service.awaitReady();
            String bundle = tenant.bundle("", "- {name: grace, value: 1h}");
            String wait = tenant.waitOf(bundle);
            tenant.awaitReason(wait, "WaitingForSiblings");

            CommandProcess waiting = explain(wait).ends(0);
            assertThat(waiting.out())
                    .contains("WaitingForSiblings (Succeeded is Unknown)")
                    .containsPattern(AGENT + " +(queued|running) +20\\S+Z \\(.*\\) +" + agent)
                    .contains("waits for  all of these:")
                    .contains("- %s: its build, PipelineRun %s, ends".formatted(AGENT, agent))
                    .contains("- %s: a build of the revision appears and ends; where none appears until"
                            .formatted(OPERATOR))
                    .containsPattern("times out  20\\S+Z \\(in (1h|5\\dm)[0-9ms]*\\)");

            assertThat(explain(bundle).ends(0).out())
                    .contains("wait       %s/%s of PipelineRun".formatted(tenant.namespace(), wait));
            assertThat(asAdmin("explain", tenant.namespace()).ends(0).out())
                    .startsWith("PIPELINERUN")
                    .containsPattern(wait + " +\\S+s +WaitingForSiblings +" + AGENT)
                    .containsPattern("(grace ends|times out) in (1h|5\\dm)");

            tenant.fail(agent);
            tenant.awaitReason(wait, "SiblingFailed");

            CommandProcess over = explain(wait, "-o", "json").ends(0);
            JsonNode json = Serialization.unmarshal(over.out(), JsonNode.class);
            assertThat(json.path("reason").asText()).isEqualTo("SiblingFailed");
            assertThat(json.path("ended").asText()).isNotEmpty();
            assertThat(json.at("/siblings/0/state").asText()).isEqualTo("failed");
            assertThat(json.path("waitsFor")).isEmpty();
            assertThat(json.path("kind").asText()).isEqualTo("Explanation");
            assertThat(asAdmin("explain", "-n", tenant.namespace()).ends(0).out())
                    .isEqualTo("nothing waits in namespace %s\n".formatted(tenant.namespace()));
        }
    }

    @Test
    void aWaitThatNobodySettlesIsExplainedToo() {
        String wait = tenant.standalone("[" + AGENT + "]", "- {name: grace, value: 1h}");

        assertThat(explain(wait, "-o", "yaml").ends(0).out())
                .contains("reason: \"WaitingForSiblings\"")
                .contains("state: \"awaited\"");
    }

    @Test
    void whatAWaitWouldSayIsToldOfAPipelineRunThatHasNone() {
        String bundle = tenant.build("bundle");
        tenant.succeedManaged(tenant.managedBuild(AGENT), AGENT_DIGEST);

        CommandProcess asOf = command("explain", "--as-of", tenant.namespace() + "/" + bundle, "--siblings", AGENT);

        assertThat(asOf.ends(0).out())
                .contains("SiblingsReady")
                .contains("quay.io/bpfman/" + AGENT + "@" + AGENT_DIGEST);
    }

    @Test
    void whatCannotBeExplainedIsToldInOneLine() {
        assertThat(explain("nobody").ends(2).error())
                .contains("there is neither a CustomRun nor a PipelineRun nobody in namespace");
        assertThat(command("explain", "default/nobody").ends(4).error()).contains("not allowed to read");
        assertThat(asAdmin("explain", "no-such-namespace").ends(2).error())
                .startsWith("there is no namespace no-such-namespace (server https://");
        assertThat(asAdmin("explain", "no-such-namespace/a").ends(2).error())
                .startsWith("there is no namespace no-such-namespace (server https://");
        assertThat(asAdmin("wait", "-n", "no-such-namespace", "--revision", REVISION, "--siblings", AGENT)
                        .ends(2)
                        .error())
                .startsWith("there is no namespace no-such-namespace (server https://");
        String build = tenant.build(AGENT);
        assertThat(explain(build).ends(2).error()).contains("has no task of kind WaitForSiblings in its pipeline");
    }

    /** The server is not there at all: the port is that of nobody. */
    @Test
    void aServerThatIsNotThereIsToldByItsAddressAndItsFile() {
        Map<String, String> nowhere = Map.of("kubernetes.master", "https://127.0.0.1:1", "kubernetes.auth.token", "t");

        assertThat(started(CommandProcess.start(nowhere, "explain", "a/b"))
                        .ends(4)
                        .error())
                .startsWith(
                        "cannot reach the API server: connection refused (server https://127.0.0.1:1/, context plane of ");
    }

    private CommandProcess asAdmin(String... words) {
        Map<String, String> properties = new TreeMap<>(properties());
        properties.put("kubernetes.auth.token", plane.adminToken());
        return started(CommandProcess.start(properties, words));
    }

    private CommandProcess wait(String... flags) {
        return command(Stream.concat(
                        Stream.of("wait", "--results-dir", results.toString(), "--revision", REVISION),
                        Stream.of(flags))
                .toArray(String[]::new));
    }

    /** By an account that may read CustomRuns, too, as a person may. */
    private CommandProcess explain(String wait, String... flags) {
        Map<String, String> properties = new TreeMap<>(properties());
        properties.put("kubernetes.auth.token", plane.adminToken());
        String[] words = Stream.concat(Stream.of("explain", tenant.namespace() + "/" + wait), Stream.of(flags))
                .toArray(String[]::new);
        return started(CommandProcess.start(properties, words));
    }

    private CommandProcess command(String... words) {
        return started(CommandProcess.start(properties(), words));
    }

    private CommandProcess started(CommandProcess command) {
        commands.add(command);
        return command;
    }

    private Map<String, String> properties() {
        return Map.of(
                "kubernetes.master", plane.url(),
                "kubernetes.certs.ca.file", plane.caCertificate().toString(),
                "kubernetes.auth.token", plane.token(tenant.namespace(), ACCOUNT),
                "kubernetes.namespace", tenant.namespace());
    }

    /** The files that a kubelet would write for a pod of a TaskRun of this PipelineRun. */
    private Path podOf(String pipelineRun) throws IOException {
        Path folder = Files.createTempDirectory("podinfo");
        Map<String, String> labels = new TreeMap<>(Map.of("tekton.dev/pipelineRun", pipelineRun));
        JsonNode metadata = tenant.pipelineRun(pipelineRun).path("metadata");
        metadata.path("labels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        Files.writeString(folder.resolve("labels"), lines(labels));
        Map<String, String> annotations = new TreeMap<>();
        metadata.path("annotations")
                .properties()
                .forEach(annotation -> annotations.put(
                        annotation.getKey(), annotation.getValue().asText()));
        Files.writeString(folder.resolve("annotations"), lines(annotations));
        return folder;
    }

    private static String lines(Map<String, String> entries) {
        return entries.entrySet().stream()
                .map(entry -> entry.getKey() + "=\"" + entry.getValue() + "\"")
                .collect(Collectors.joining("\n"));
    }

    private Map<String, String> files() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> there = Files.list(results)) {
            for (Path file : there.toList()) {
                files.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return files;
    }

    private long lists(String resource) {
        return requests().stream()
                .filter(event -> "list".equals(event.verb()) && resource.equals(event.resource()))
                .count();
    }

    private List<AuditEvent> requests() {
        String user = "system:serviceaccount:%s:%s".formatted(tenant.namespace(), ACCOUNT);
        return plane.auditEvents().stream()
                .filter(event -> user.equals(event.user()))
                .toList();
    }
}
