package io.bpfman.siblings.reconcile;

import io.bpfman.siblings.config.WaitConfig;
import io.bpfman.siblings.domain.facts.Mismatch;
import io.bpfman.siblings.evaluation.WaitEvaluator;
import io.bpfman.siblings.intake.Defaults;
import io.bpfman.siblings.reconcile.cache.BuildCache;
import io.bpfman.siblings.reconcile.cache.CustomRunStore;
import io.bpfman.siblings.reconcile.read.ClusterApi;
import io.bpfman.siblings.reconcile.read.KonfluxReader;
import io.bpfman.siblings.reconcile.read.LiveReader;
import io.bpfman.siblings.reconcile.waits.OpenWaits;
import io.bpfman.siblings.reconcile.witness.TaskRunWitnesses;
import io.bpfman.siblings.reconcile.witness.Witnesses;
import io.bpfman.siblings.report.MismatchWords;
import io.bpfman.siblings.telemetry.WaitMetrics;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;

/** What the shell hands to the libraries that it stands on. */
@Singleton
public class Wiring {

    /** A new Component or promotion wakes no wait, and those that end by one read it. */
    private static final Duration COMPONENTS_TRUST = Duration.ofSeconds(30);

    private static final Duration SILENCE_PERIOD = Duration.ofSeconds(30);

    @Produces
    @Singleton
    InstantSource time() {
        return InstantSource.system();
    }

    @Produces
    @Singleton
    ClusterApi clusterApi(KubernetesClient client, WaitMetrics metrics) {
        return new ClusterApi(
                client.getMasterUrl().toString(),
                client.getHttpClient(),
                client.getKubernetesSerialization(),
                metrics::request);
    }

    @Produces
    @Singleton
    Witnesses witnesses(WaitConfig config, KubernetesClient client, OpenWaits openWaits, WaitMetrics metrics) {
        return config.witnessImage()
                .<Witnesses>map(image -> new TaskRunWitnesses(image, client, openWaits, metrics::witness))
                .orElse(Witnesses.NONE);
    }

    @Produces
    @Singleton
    WaitEvaluator evaluator(WaitConfig config) {
        return new WaitEvaluator(new Defaults(config.defaultTimeout(), config.supersededWindow()));
    }

    @Produces
    @Singleton
    WatchedEvidence.Sources sources(
            ClusterApi api,
            BuildCache builds,
            CustomRunStore customRuns,
            OpenWaits openWaits,
            Witnesses witnesses,
            WaitMetrics metrics) {
        KonfluxReader konflux = new KonfluxReader(api, COMPONENTS_TRUST);
        LiveReader live = new LiveReader(api, new GroupedLists(api, builds), konflux);
        return new WatchedEvidence.Sources(
                api, builds, customRuns, openWaits, konflux, live, witnesses, metrics::liveRead);
    }

    @Produces
    @Singleton
    StatusPatch statusPatch(ClusterApi api, KubernetesSerialization serialization) {
        return new StatusPatch(api, serialization);
    }

    /** The SDK's own metrics would carry the name and namespace of every run. */
    @Produces
    @Singleton
    Metrics sdkMetrics() {
        return Metrics.NOOP;
    }

    void checkConfiguration(@Observes StartupEvent started, WaitConfig config) {
        if (config.defaultTimeout().isNegative()) {
            throw new ConfigurationException(
                    "wait-for-siblings.default-timeout must be zero (no timeout) or more, and is "
                            + config.defaultTimeout());
        }
        if (config.supersededWindow().isNegative()) {
            throw new ConfigurationException(
                    "wait-for-siblings.superseded-window must be zero (never skip twice) or more, and is "
                            + config.supersededWindow());
        }
    }

    void watchTheWatches(
            @Observes StartupEvent started,
            Vertx vertx,
            Instance<WaitForSiblingsReconciler> reconciler,
            WaitConfig config) {
        if (!config.controller()) {
            return;
        }
        vertx.setPeriodic(SILENCE_PERIOD.toMillis(), timer -> reconciler.get().readWhereWatchesAreSilent());
    }

    void gauges(
            @Observes StartupEvent started,
            WaitMetrics metrics,
            OpenWaits waits,
            BuildCache builds,
            InstantSource time) {
        Arrays.stream(Mismatch.values()).map(MismatchWords::of).forEach(metrics::mayNotCount);
        metrics.mayRequest("read", "pipelineruns");
        metrics.mayRequest("write", "customruns");
        metrics.openWaits("waiting", () -> waits.size() - waits.answered());
        metrics.openWaits("answered", waits::answered);
        metrics.oldestWait(() -> waits.oldest()
                .map(created -> Duration.between(created, time.instant()).toSeconds())
                .orElse(0L));
        metrics.cachedBuilds(builds::size);
    }
}
