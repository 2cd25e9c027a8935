package io.bpfman.siblings.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bpfman.siblings.evaluation.WaitEvaluator;
import io.bpfman.siblings.intake.Defaults;
import io.bpfman.siblings.reconcile.platform.TolerantMapper;
import io.bpfman.siblings.reconcile.read.ApiRefusal;
import io.bpfman.siblings.reconcile.read.ClusterApi;
import io.bpfman.siblings.tekton.v1.PipelineRun;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The way to the API server: of the pod that the command runs in, or of the kubeconfig. Without the whole Kubernetes
 * client, as a command is to answer soon after it started.
 *
 * @param namespace that of the pod or of the context; empty where neither tells one
 * @param server its address and what told it, for a person
 * @param whole makes a whole Kubernetes client, which watches, too
 */
record Connection(ClusterApi api, Optional<String> namespace, String server, Supplier<KubernetesClient> whole) {

    /** A wait without the service's configuration. */
    static final WaitEvaluator EVALUATOR = new WaitEvaluator(Defaults.UNSET);

    private static final String CONTEXT = "--context";
    private static final String KUBECONFIG = "--kubeconfig";
    private static final String NAMESPACE = "--namespace";

    /** Has the command take the flags by which kubectl is told where to go. */
    static void addTo(CommandSpec command) {
        command.addOption(OptionSpec.builder("-n", NAMESPACE)
                .paramLabel("NAME")
                .type(String.class)
                .description("The namespace. Default: that of the pod, or of the kubeconfig's context.")
                .build());
        command.addOption(
                Flags.text(CONTEXT, "NAME", "Context of the kubeconfig. Default: the one that is current there."));
        command.addOption(
                Flags.text(
                        KUBECONFIG,
                        "FILE",
                        "The kubeconfig. Default: the files that KUBECONFIG names, then ~/.kube/config, then the pod's account."));
    }

    /** What the command was told, or else what the connection tells. */
    String namespace(ParseResult flags) {
        return givenNamespace(flags)
                .or(() -> namespace.map(ObjectNames::namespace))
                .orElseThrow(() -> new FailedCommand(
                        ExitCode.BAD_INPUT,
                        "no namespace: neither a pod nor a kubeconfig tells one; give --namespace"));
    }

    static Optional<String> givenNamespace(ParseResult flags) {
        return Flags.given(flags, NAMESPACE).map(ObjectNames::namespace);
    }

    /**
     * What a refusal means for the person who reads it.
     *
     * @param what the API server was asked for, as in "list PipelineRuns"
     */
    FailedCommand failed(KubernetesClientException refused, String what, String namespace) {
        return FailedCommand.of(refused, what, namespace, server);
    }

    /** Fails where the API server says that there is no such namespace; who may not ask goes on. */
    void checkNamespace(String name) {
        try {
            if (!api.hasNamespace(name)) {
                throw new FailedCommand(ExitCode.BAD_INPUT, "there is no namespace %s (%s)".formatted(name, server));
            }
        } catch (KubernetesClientException refused) {
            if (ApiRefusal.of(refused) != ApiRefusal.FORBIDDEN) {
                throw failed(refused, "get the namespace", name);
            }
        }
    }

    static Connection open(Map<String, String> environment, ParseResult flags) {
        // To read JSON takes as long to get ready for as to connect, so both are done at once.
        CompletableFuture<KubernetesSerialization> reader = CompletableFuture.supplyAsync(Connection::serialization);
        var unused = reader.thenAccept(ready -> ready.unmarshal("{}", PipelineRun.class));
        Kubeconfig kubeconfig =
                Kubeconfig.load(environment, Flags.given(flags, KUBECONFIG), Flags.given(flags, CONTEXT));
        Config config = kubeconfig.config();
        // A command says that the API server is away, and asks again by itself.
        config.setRequestRetryBackoffLimit(1);
        // Over HTTP/2 the JDK of today loses an answer that comes with a GOAWAY, as every 401 of the API server does.
        config.setHttp2Disable(true);
        Optional<KeyManager[]> keys = PemKey.takeFrom(config);
        HttpClient http = client(config, keys);
        KubernetesSerialization serialization = reader.join();
        ClusterApi api = new ClusterApi(config.getMasterUrl(), http, serialization);
        return new Connection(
                api,
                Optional.ofNullable(config.getNamespace()).filter(name -> !name.isEmpty()),
                "server %s, %s".formatted(config.getMasterUrl(), kubeconfig.source()),
                () -> new KubernetesClientBuilder()
                        .withConfig(config)
                        .withHttpClientFactory(new Keyed(keys))
                        .withKubernetesSerialization(serialization)
                        .build());
    }

    private static KubernetesSerialization serialization() {
        ObjectMapper mapper = new ObjectMapper();
        new TolerantMapper().customize(mapper);
        KubernetesSerialization serialization = new KubernetesSerialization(mapper, false);
        // Else a watch does not understand that its version has expired, and asks for it again for ever.
        serialization.registerKubernetesResource(Status.class);
        return serialization;
    }

    KubernetesClient client() {
        return whole.get();
    }

    private static HttpClient client(Config config, Optional<KeyManager[]> keys) {
        try {
            return new Keyed(keys).newBuilder(config).build();
        } catch (KubernetesClientException unreadable) {
            throw new FailedCommand(
                    ExitCode.BAD_INPUT, "the certificates that the kubeconfig names cannot be read: are all PEM?");
        }
    }

    /** Makes clients that log in with keys that the library does not know. */
    private record Keyed(Optional<KeyManager[]> keys) implements HttpClient.Factory {

        @Override
        public HttpClient.Builder newBuilder() {
            return new JdkHttpClientFactory().newBuilder();
        }

        @Override
        public HttpClient.Builder newBuilder(Config config) {
            HttpClient.Builder builder = new JdkHttpClientFactory().newBuilder(config);
            keys.ifPresent(managers -> builder.sslContext(managers, trusted(config)));
            return builder;
        }

        private static TrustManager[] trusted(Config config) {
            try {
                return SSLUtils.trustManagers(config);
            } catch (GeneralSecurityException | IOException unreadable) {
                throw new KubernetesClientException("the certificates cannot be read", unreadable);
            }
        }
    }
}
