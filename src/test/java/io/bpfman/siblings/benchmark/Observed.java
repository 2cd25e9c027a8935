package io.bpfman.siblings.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** How far the CustomRuns are, by a watch of our own, so that waiting asks nothing of the API server. */
final class Observed {

    private static final long PATIENCE = 60;

    private final Map<String, CompletableFuture<Void>> begun = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<Void>> ended = new ConcurrentHashMap<>();

    /** Watches until this JVM ends. */
    static Observed on(Api api) {
        Observed observed = new Observed();
        CountDownLatch watching = new CountDownLatch(1);
        Thread watch = new Thread(
                () -> api.watch(Wait.EVERYWHERE, "", watching::countDown, event -> observed.see(event.path("object"))),
                "observed");
        watch.setDaemon(true);
        watch.start();
        try {
            if (!watching.await(PATIENCE, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the CustomRuns cannot be watched");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the watch began", e);
        }
        return observed;
    }

    /** Waits until the run has a status. */
    void awaitBegun(Wait wait) {
        await(future(begun, wait.name()));
    }

    /** Waits until the run is over. */
    void awaitEnded(Wait wait) {
        await(future(ended, wait.name()));
    }

    private void see(JsonNode run) {
        String name = run.at("/metadata/name").asText();
        String succeeded = run.at("/status/conditions/0/status").asText();
        if (!succeeded.isEmpty()) {
            future(begun, name).complete(null);
        }
        if ("True".equals(succeeded) || "False".equals(succeeded)) {
            future(ended, name).complete(null);
        }
    }

    private static void await(CompletableFuture<Void> future) {
        future.copy().orTimeout(PATIENCE, TimeUnit.SECONDS).join();
    }

    private static CompletableFuture<Void> future(Map<String, CompletableFuture<Void>> futures, String name) {
        return futures.computeIfAbsent(name, absent -> new CompletableFuture<>());
    }
}
