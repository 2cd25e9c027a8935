package io.bpfman.siblings.reconcile.read;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpfman.siblings.domain.component.Component;
import io.bpfman.siblings.domain.component.KonfluxFacts;
import io.bpfman.siblings.domain.component.UnreadableKind;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.request.WaitRequest;
import io.bpfman.siblings.intake.ComponentGroupReader;
import io.bpfman.siblings.intake.ComponentReader;
import io.bpfman.siblings.intake.NudgeConfigReader;
import io.bpfman.siblings.intake.SnapshotReader;
import io.bpfman.siblings.konflux.KonfluxKinds;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Reads Konflux's own objects when they are wanted. They are not watched: a kind that is absent or forbidden would keep
 * a watch from ever being in step, nothing that they tell ends a wait sooner than the builds do, and most namespaces have
 * no wait most of the time.
 */
public final class KonfluxReader {

    private final ClusterApi api;
    private final KonfluxApis apis;
    private final Duration trust;
    private final Map<String, Reading> readings = new ConcurrentHashMap<>();

    /** @param trust how long what was read is good for a judgement that does not rest on it */
    public KonfluxReader(ClusterApi api, Duration trust) {
        this.api = api;
        this.apis = new KonfluxApis(api, trust);
        this.trust = trust;
    }

    /** The namespace's components, as read not long ago. */
    public KonfluxFacts recent(String namespace, Instant now) {
        return Optional.ofNullable(readings.get(namespace))
                .filter(reading -> isRecent(reading, now))
                .map(Reading::facts)
                .orElseGet(() -> begin(namespace, apis.kinds(now), now).get());
    }

    /** The namespace's components as read at last, however long ago; nothing where they never were. */
    public KonfluxFacts last(String namespace) {
        return Optional.ofNullable(readings.get(namespace)).map(Reading::facts).orElseGet(KonfluxFacts::empty);
    }

    /** The namespace's components as read not long ago, and whom a NudgeConfig has nudge others. */
    public KonfluxFacts recentWithNudging(String namespace, Instant now) {
        KonfluxFacts facts = recent(namespace, now);
        NudgeConfigReader reader = new NudgeConfigReader();
        Optional<UnreadableKind> unreadable = unreadable(
                UnreadableKind.Kind.NUDGE_CONFIGS,
                ClusterApi.await(each(KonfluxKinds.NUDGE_CONFIGS_PLURAL, apis.kinds(now), namespace, reader::read)),
                false);
        KonfluxFacts told = reader.edges().map(facts::withNudging).orElse(facts);
        return unreadable.map(told::without).orElse(told);
    }

    /** Begins to read the namespace's components as of now; what is given back waits until they are read. */
    Supplier<KonfluxFacts> beginFresh(String namespace, Instant now) {
        return begin(namespace, apis.kindsAsOf(now), now);
    }

    private Supplier<KonfluxFacts> begin(String namespace, CompletableFuture<List<String>> kinds, Instant now) {
        SortedMap<ComponentName, Component> older = new TreeMap<>();
        SortedMap<ComponentName, Component> newer = new TreeMap<>();
        ComponentGroupReader groups = new ComponentGroupReader();
        // Nearly every cluster has them, and so nobody waits for the discovery.
        CompletableFuture<Listed> first = listed(KonfluxKinds.COMPONENTS, namespace, collector(older));
        CompletableFuture<List<Listed>> others =
                eachBut(KonfluxKinds.COMPONENTS, KonfluxKinds.COMPONENTS_PLURAL, kinds, namespace, collector(newer));
        CompletableFuture<List<Listed>> ofGroups =
                each(KonfluxKinds.COMPONENT_GROUPS_PLURAL, kinds, namespace, groups::read);
        return () -> {
            List<Listed> components = new ArrayList<>(ClusterApi.await(others));
            components.add(ClusterApi.await(first));
            Optional<UnreadableKind> noComponents = unreadable(UnreadableKind.Kind.COMPONENTS, components, true);
            Optional<UnreadableKind> noGroups =
                    unreadable(UnreadableKind.Kind.COMPONENT_GROUPS, ClusterApi.await(ofGroups), false);
            newer.forEach((name, component) -> older.merge(name, component, (there, with) -> with.or(there)));
            KonfluxFacts facts = new KonfluxFacts(
                    Collections.unmodifiableSortedMap(older),
                    groups.groups(),
                    groups.candidates(),
                    Optional.empty(),
                    Collections.emptySortedMap(),
                    Collections.emptySortedSet());
            for (Optional<UnreadableKind> unreadable : List.of(noComponents, noGroups)) {
                facts = unreadable.map(facts::without).orElse(facts);
            }
            readings.values().removeIf(other -> !isRecent(other, now));
            readings.put(namespace, new Reading(now, facts));
            return facts;
        };
    }

    private static Consumer<JsonNode> collector(SortedMap<ComponentName, Component> components) {
        return object ->
                ComponentReader.read(object).ifPresent(component -> components.put(component.name(), component));
    }

    /** The same with what the Snapshots hold. */
    KonfluxFacts withSnapshots(KonfluxFacts facts, String namespace, WaitRequest request) {
        SnapshotReader reader = new SnapshotReader(request, facts);
        Listed listed = ClusterApi.await(listed(KonfluxKinds.SNAPSHOTS, namespace, reader::read));
        return unreadable(UnreadableKind.Kind.SNAPSHOTS, List.of(listed), true)
                .map(facts::without)
                .orElseGet(() -> facts.withSnapshots(reader.images()));
    }

    /** Reads the kind of this plural wherever the cluster has it. */
    private CompletableFuture<List<Listed>> each(
            String plural, CompletableFuture<List<String>> kinds, String namespace, Consumer<JsonNode> taker) {
        return eachBut("", plural, kinds, namespace, taker);
    }

    private CompletableFuture<List<Listed>> eachBut(
            String known,
            String plural,
            CompletableFuture<List<String>> served,
            String namespace,
            Consumer<JsonNode> taker) {
        return served.thenCompose(kinds -> {
            CompletableFuture<List<Listed>> all = CompletableFuture.completedFuture(List.of());
            for (String kind : kinds) {
                if (kind.endsWith("/" + plural) && !kind.equals(known)) {
                    all = all.thenCombine(
                            listed(kind, namespace, taker), (some, one) -> Stream.concat(some.stream(), Stream.of(one))
                                    .toList());
                }
            }
            return all;
        });
    }

    private CompletableFuture<Listed> listed(String kind, String namespace, Consumer<JsonNode> taker) {
        return api.each(kind, namespace, taker).handle((done, failure) -> {
            if (failure == null) {
                return Listed.READ;
            }
            Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
            if (cause instanceof KubernetesClientException refused) {
                switch (ApiRefusal.of(refused)) {
                    case FORBIDDEN -> {
                        return Listed.FORBIDDEN;
                    }
                    case ABSENT -> {
                        return Listed.ABSENT;
                    }
                    case WEATHER, UNAUTHENTICATED, CONFLICT, REFUSED -> throw refused;
                }
            }
            throw new CompletionException(cause);
        });
    }

    /** What of a kind cannot be seen: all that is forbidden; and that it is absent where somebody must be told so. */
    private static Optional<UnreadableKind> unreadable(
            UnreadableKind.Kind kind, List<Listed> listed, boolean absenceMatters) {
        if (listed.contains(Listed.FORBIDDEN)) {
            return Optional.of(new UnreadableKind(kind, UnreadableKind.Why.FORBIDDEN));
        }
        return absenceMatters && !listed.contains(Listed.READ)
                ? Optional.of(new UnreadableKind(kind, UnreadableKind.Why.ABSENT))
                : Optional.empty();
    }

    private boolean isRecent(Reading reading, Instant now) {
        return now.isBefore(reading.at().plus(trust));
    }

    /** Reads, and tells what is in the way: nothing, or that the kind is absent or forbidden. All else is weather. */
    static Optional<UnreadableKind> unlessUnreadable(UnreadableKind.Kind kind, Runnable read) {
        try {
            read.run();
            return Optional.empty();
        } catch (KubernetesClientException refused) {
            return switch (ApiRefusal.of(refused)) {
                case FORBIDDEN -> Optional.of(new UnreadableKind(kind, UnreadableKind.Why.FORBIDDEN));
                case ABSENT -> Optional.of(new UnreadableKind(kind, UnreadableKind.Why.ABSENT));
                case WEATHER, UNAUTHENTICATED, CONFLICT, REFUSED -> throw refused;
            };
        }
    }

    private enum Listed {
        READ,
        ABSENT,
        FORBIDDEN
    }

    private record Reading(Instant at, KonfluxFacts facts) {}
}
