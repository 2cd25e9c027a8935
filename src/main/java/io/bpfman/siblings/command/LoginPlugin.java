package io.bpfman.siblings.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bpfman.siblings.text.OneLine;
import io.fabric8.kubernetes.api.model.AuthInfo;
import io.fabric8.kubernetes.api.model.Cluster;
import io.fabric8.kubernetes.api.model.ExecConfig;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A program that a kubeconfig names to log in with (Kubernetes: docs, reference, authentication, client-go credential
 * plugins). What it says on standard error reaches the user as it is.
 */
final class LoginPlugin {

    private static final String KIND = "ExecCredential";

    private LoginPlugin() {}

    /** Runs the user's plugin, if it has one, and puts what it gives in its place. */
    static void settle(AuthInfo user, Cluster cluster, Path kubeconfig, Map<String, String> environment) {
        @Nullable ExecConfig exec = user.getExec();
        if (exec == null) {
            return;
        }
        user.setExec(null);
        JsonNode status = run(exec, cluster, kubeconfig, environment).path("status");
        String token = status.path("token").asText();
        String certificate = status.path("clientCertificateData").asText();
        String key = status.path("clientKeyData").asText();
        if (token.isEmpty() && (certificate.isEmpty() || key.isEmpty())) {
            throw failed(exec, kubeconfig, "gives neither a token nor a certificate with its key");
        }
        if (!token.isEmpty()) {
            user.setToken(token);
            user.setTokenFile(null);
        }
        if (!certificate.isEmpty()) {
            user.setClientCertificateData(PemKey.base64(certificate));
            user.setClientKeyData(PemKey.base64(key));
        }
    }

    private static JsonNode run(ExecConfig exec, Cluster cluster, Path kubeconfig, Map<String, String> environment) {
        List<String> words = new ArrayList<>();
        String command = exec.getCommand();
        // client-go: a path is relative to the kubeconfig, a name is looked for on the PATH.
        words.add(
                command.contains(File.separator)
                        ? kubeconfig.toAbsolutePath().resolveSibling(command).toString()
                        : command);
        Optional.ofNullable(exec.getArgs()).ifPresent(words::addAll);
        boolean asks = !"Never".equals(exec.getInteractiveMode()) && Terminal.isThere();
        ProcessBuilder plugin = new ProcessBuilder(words)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectInput(asks ? ProcessBuilder.Redirect.INHERIT : ProcessBuilder.Redirect.PIPE);
        plugin.environment().putAll(environment);
        Optional.ofNullable(exec.getEnv())
                .ifPresent(variables -> variables.forEach(
                        variable -> plugin.environment().put(variable.getName(), variable.getValue())));
        plugin.environment().put("KUBERNETES_EXEC_INFO", info(exec, cluster, asks));
        try {
            Process process = plugin.start();
            byte[] answer = process.getInputStream().readAllBytes();
            int code = process.waitFor();
            if (code != 0) {
                throw failed(exec, kubeconfig, "ends with code " + code);
            }
            JsonNode credential = new ObjectMapper().readTree(answer);
            if (!KIND.equals(credential.path("kind").asText())
                    || !exec.getApiVersion()
                            .equals(credential.path("apiVersion").asText())) {
                throw failed(
                        exec, kubeconfig, "does not answer with an %s of %s".formatted(KIND, exec.getApiVersion()));
            }
            return credential;
        } catch (JsonProcessingException malformed) {
            throw failed(exec, kubeconfig, "does not answer with JSON");
        } catch (IOException missing) {
            String hint = Optional.ofNullable(exec.getInstallHint())
                    .map(text -> ": " + OneLine.of(text.strip()))
                    .orElse("");
            throw failed(exec, kubeconfig, "cannot be run: it is not installed, or not on the PATH" + hint);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a plugin logs in", stopped);
        }
    }

    private static String info(ExecConfig exec, Cluster cluster, boolean asks) {
        ObjectNode info = JsonNodeFactory.instance.objectNode();
        info.put("kind", KIND).put("apiVersion", exec.getApiVersion());
        ObjectNode spec = info.putObject("spec").put("interactive", asks);
        if (Boolean.TRUE.equals(exec.getProvideClusterInfo())) {
            spec.putObject("cluster")
                    .put("server", cluster.getServer())
                    .put("certificate-authority-data", cluster.getCertificateAuthorityData())
                    .put("insecure-skip-tls-verify", Boolean.TRUE.equals(cluster.getInsecureSkipTlsVerify()));
        }
        return info.toString();
    }

    private static FailedCommand failed(ExecConfig exec, Path kubeconfig, String what) {
        return new FailedCommand(
                ExitCode.NO_ACCESS,
                "%s, with which the kubeconfig %s logs in, %s".formatted(exec.getCommand(), kubeconfig, what));
    }
}
