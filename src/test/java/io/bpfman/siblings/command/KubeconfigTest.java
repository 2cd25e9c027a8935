package io.bpfman.siblings.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.Config;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KubeconfigTest {

    private final Path folder;
    private final Path file;
    private final Map<String, String> environment = new HashMap<>();

    KubeconfigTest(@TempDir Path folder) {
        this.folder = folder;
        this.file = folder.resolve("kubeconfig");
        environment.put("HOME", folder.toString());
        environment.put("KUBECONFIG", file.toString());
        environment.put("PATH", System.getenv("PATH"));
    }

    private static String pointingTo(String server, String user) {
        return """
                apiVersion: v1
                kind: Config
                clusters: [{name: here, cluster: {server: "%s"}}]
                contexts:
                  - {name: here, context: {cluster: here, user: me, namespace: tenant}}
                  - {name: there, context: {cluster: here, user: me, namespace: other}}
                  - {name: lost, context: {cluster: gone, user: me}}
                  - {name: nobody, context: {cluster: here, user: gone}}
                current-context: here
                users: [{name: me, user: %s}]
                """.formatted(server, user);
    }

    private void loginBy(String user) throws IOException {
        Files.writeString(file, pointingTo("https://127.0.0.1:1", user));
    }

    private Config load() {
        return Kubeconfig.load(environment, Optional.empty(), Optional.empty()).config();
    }

    private static void refuses(ExitCode code, String line, ThrowingCallable what) {
        assertThatThrownBy(what)
                .isInstanceOfSatisfying(
                        FailedCommand.class, failed -> assertThat(failed.code()).isEqualTo(code))
                .hasMessage(line);
    }

    @Test
    void theCurrentContextCountsOrTheOneThatIsAskedFor() throws IOException {
        loginBy("{token: secret}");

        assertThat(load().getNamespace()).isEqualTo("tenant");
        Kubeconfig there = Kubeconfig.load(environment, Optional.empty(), Optional.of("there"));
        assertThat(there.config().getNamespace()).isEqualTo("other");
        assertThat(there.config().getAutoOAuthToken()).isEqualTo("secret");
        assertThat(there.source()).isEqualTo("context there of " + file);
    }

    @Test
    void theFirstOfSeveralFilesCountsAndThoseThatAreNotThereDoNot() throws IOException {
        loginBy("{token: first}");
        Path second = Files.writeString(folder.resolve("second"), pointingTo("https://127.0.0.1:2", "{token: second}"));
        environment.put(
                "KUBECONFIG", String.join(File.pathSeparator, folder + "/none", file.toString(), second.toString()));

        assertThat(load().getMasterUrl()).startsWith("https://127.0.0.1:1");
        assertThat(load().getAutoOAuthToken()).isEqualTo("first");
    }

    @Test
    void whereThereIsNoneItSaysWhereItLooked() {
        refuses(
                ExitCode.BAD_INPUT,
                "no kubeconfig: there is no file %s; set KUBECONFIG, or give --kubeconfig".formatted(file),
                this::load);
        environment.remove("KUBECONFIG");
        refuses(
                ExitCode.BAD_INPUT,
                "no kubeconfig: there is no file %s/.kube/config; set KUBECONFIG, or give --kubeconfig"
                        .formatted(folder),
                this::load);
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage: [", "just text", "\u0000", "clusters: 5"})
    void whatIsNoneIsSaidToBe(String content) throws IOException {
        Files.writeString(file, content);

        refuses(
                ExitCode.BAD_INPUT,
                "the kubeconfig %s cannot be read: it is no YAML of kind Config".formatted(file),
                this::load);
    }

    @Test
    void aServerThatIsNoAddressIsSaidToBe() throws IOException {
        Files.writeString(file, pointingTo("http://here and there", "{}"));

        refuses(
                ExitCode.BAD_INPUT,
                "the kubeconfig %s cannot be read: its server is no URL: http://here and there".formatted(file),
                this::load);
    }

    @Test
    void whatAContextNamesMustBeThere() throws IOException {
        loginBy("{token: secret}");

        refuses(
                ExitCode.BAD_INPUT,
                "there is no context nowhere in %s; there are here, lost, nobody, there".formatted(file),
                () -> Kubeconfig.load(environment, Optional.empty(), Optional.of("nowhere")));
        refuses(
                ExitCode.BAD_INPUT,
                "context lost names the cluster gone, which is not in " + file,
                () -> Kubeconfig.load(environment, Optional.empty(), Optional.of("lost")));
        refuses(
                ExitCode.BAD_INPUT,
                "context nobody names the user gone, which is not in " + file,
                () -> Kubeconfig.load(environment, Optional.empty(), Optional.of("nobody")));
    }

    @Test
    void aTokenFileGoesBeforeTheToken() throws IOException {
        Files.writeString(folder.resolve("token"), "from a file\n");
        loginBy("{token: old, tokenFile: token}");

        assertThat(load().getAutoOAuthToken()).isEqualTo("from a file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tokenFile", "client-certificate", "client-key"})
    void aFileThatIsNotThereIsNamed(String key) throws IOException {
        loginBy("{%s: gone}".formatted(key));

        refuses(
                ExitCode.BAD_INPUT,
                "the kubeconfig %s names as %s the file %s/gone, which is not there".formatted(file, key, folder),
                this::load);
    }

    private void plugin(String script) throws IOException {
        Path program = Files.writeString(folder.resolve("login"), "#!/bin/sh\n" + script);
        assertThat(program.toFile().setExecutable(true)).isTrue();
        loginBy(
                "{exec: {apiVersion: client.authentication.k8s.io/v1, command: ./login, args: [hello], interactiveMode: Never, env: [{name: WORD, value: open}]}}");
    }

    @Test
    void aPluginGivesTheToken() throws IOException {
        plugin("""
                echo "{\\"kind\\": \\"ExecCredential\\", \\"apiVersion\\": \\"client.authentication.k8s.io/v1\\", \\"status\\": {\\"token\\": \\"$1 $WORD\\"}}"
                """);

        assertThat(load().getAutoOAuthToken()).isEqualTo("hello open");
    }

    @Test
    void aPluginThatFailsIsAnError() throws IOException {
        plugin("exit 3");
        refuses(
                ExitCode.NO_ACCESS,
                "./login, with which the kubeconfig %s logs in, ends with code 3".formatted(file),
                this::load);
        plugin("echo nonsense");
        refuses(
                ExitCode.NO_ACCESS,
                "./login, with which the kubeconfig %s logs in, does not answer with JSON".formatted(file),
                this::load);
    }

    @Test
    void aPluginThatIsMissingIsAnErrorWithItsHint() throws IOException {
        loginBy(
                "{exec: {apiVersion: client.authentication.k8s.io/v1, command: no-such-login, installHint: get it from us}}");

        refuses(
                ExitCode.NO_ACCESS,
                "no-such-login, with which the kubeconfig %s logs in, cannot be run: it is not installed, or not on the PATH: get it from us"
                        .formatted(file),
                this::load);
    }

    @Test
    void whoActsForAnotherSaysSo() throws IOException {
        loginBy("{token: secret, as: jane, as-groups: [devs]}");

        assertThat(load().getImpersonateUsername()).isEqualTo("jane");
        assertThat(load().getImpersonateGroups()).containsExactly("devs");
    }

    @Test
    void aProxyOfTheEnvironmentIsNeverForLoopback() throws IOException {
        environment.put("HTTPS_PROXY", "http://proxy.test:3128");
        environment.put("NO_PROXY", "internal.test");
        loginBy("{token: secret}");

        assertThat(load().getHttpsProxy()).isEqualTo("http://proxy.test:3128");
        assertThat(load().getNoProxy()).contains("127.0.0.1", "localhost", "internal.test");
    }

    @Test
    void aProxyOfTheKubeconfigGoesBeforeThat() throws IOException {
        environment.put("HTTPS_PROXY", "http://proxy.test:3128");
        Files.writeString(
                file,
                pointingTo("https://127.0.0.1:1", "{token: secret}")
                        .replace("cluster: {server", "cluster: {proxy-url: 'http://own.test:1', server"));

        assertThat(load().getHttpsProxy()).isEqualTo("http://own.test:1");
        assertThat(load().getNoProxy()).isNullOrEmpty();
    }
}
