package io.bpfman.siblings.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bpfman.siblings.evaluation.WaitEvaluator;
import io.bpfman.siblings.intake.Defaults;
import io.bpfman.siblings.reconcile.platform.TolerantMapper;
import io.bpfman.siblings.reconcile.read.ClusterApi;
import io.bpfman.siblings.tekton.v1.PipelineRun;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * The way to the API server: of the pod that the command runs in, or of the kubeconfig. Without the whole Kubernetes
 * client, as a command is to answer soon after it started.
 */
record Connection(ClusterApi api, Optional<String> namespace) {

    /** A wait without the service's configuration. */
    static final WaitEvaluator EVALUATOR = new WaitEvaluator(Defaults.UNSET);

    static Connection open() {
        // To read JSON takes as long to get ready for as to connect, so both are done at once.
        CompletableFuture<KubernetesSerialization> reader = CompletableFuture.supplyAsync(Connection::serialization);
        var unused = reader.thenAccept(ready -> ready.unmarshal("{}", PipelineRun.class));
        Config config = configuration();
        // A command says that the API server is away, and asks again by itself.
        config.setRequestRetryBackoffLimit(1);
        // Over HTTP/2 the JDK of today loses an answer that comes with a GOAWAY, as every 401 of the API server does.
        config.setHttp2Disable(true);
        HttpClient http = new JdkHttpClientFactory().newBuilder(config).build();
        KubernetesSerialization serialization = reader.join();
        ClusterApi api = new ClusterApi(config.getMasterUrl(), http, serialization);
        return new Connection(api, Optional.ofNullable(config.getNamespace()));
    }

    private static KubernetesSerialization serialization() {
        ObjectMapper mapper = new ObjectMapper();
        new TolerantMapper().customize(mapper);
        return new KubernetesSerialization(mapper, false);
    }

    /** The client, its URLs and its YAML each refuse a kubeconfig by an exception of their own. */
    private static Config configuration() {
        try {
            Config config = Config.autoConfigure(null);
            var unused = URI.create(config.getMasterUrl());
            return config;
        } catch (KubernetesClientException | IllegalArgumentException | YamlEngineException unreadable) {
            throw new FailedCommand(ExitCode.BAD_INPUT, "the kubeconfig cannot be read: " + unreadable.getMessage());
        }
    }
}
