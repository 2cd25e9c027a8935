package io.bpfman.siblings.reconcile.read;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpfman.siblings.konflux.KonfluxKinds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * In which API groups and versions the cluster has a kind of Konflux, which is on its way from one group to another. It is
 * asked for as seldom, and as freshly, as the objects themselves.
 */
final class KonfluxApis {

    private final ClusterApi api;
    private final Duration trust;
    private volatile @Nullable Served served;

    KonfluxApis(ClusterApi api, Duration trust) {
        this.api = api;
        this.trust = trust;
    }

    /** All kinds of Konflux's groups, each as group, version and plural; those of the newer group first. */
    CompletableFuture<List<String>> kinds(Instant now) {
        @Nullable Served last = served;
        return last != null && now.isBefore(last.at().plus(trust))
                ? CompletableFuture.completedFuture(last.kinds())
                : kindsAsOf(now);
    }

    /** The same, asked for now: for what a verdict rests on. */
    CompletableFuture<List<String>> kindsAsOf(Instant now) {
        CompletableFuture<List<String>> kinds = CompletableFuture.completedFuture(List.of());
        for (String group : KonfluxKinds.GROUPS) {
            kinds = kinds.thenCombine(ofGroup(group), KonfluxApis::both);
        }
        return kinds.thenApply(all -> {
            served = new Served(now, all);
            return all;
        });
    }

    private CompletableFuture<List<String>> ofGroup(String group) {
        return api.discover("apis/" + group).thenCompose(found -> {
            CompletableFuture<List<String>> kinds = CompletableFuture.completedFuture(List.of());
            for (JsonNode version : found.path("versions")) {
                kinds = kinds.thenCombine(ofVersion(version.path("groupVersion").asText()), KonfluxApis::both);
            }
            return kinds;
        });
    }

    private CompletableFuture<List<String>> ofVersion(String groupVersion) {
        return api.discover("apis/" + groupVersion).thenApply(found -> {
            List<String> kinds = new ArrayList<>();
            found.path("resources")
                    .forEach(resource ->
                            kinds.add(groupVersion + "/" + resource.path("name").asText()));
            return kinds;
        });
    }

    private static List<String> both(List<String> one, List<String> other) {
        List<String> all = new ArrayList<>(one);
        all.addAll(other);
        return List.copyOf(all);
    }

    private record Served(Instant at, List<String> kinds) {}
}
