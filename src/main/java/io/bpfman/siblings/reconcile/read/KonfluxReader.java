package io.bpfman.siblings.reconcile.read;

import io.bpfman.siblings.domain.facts.Component;
import io.bpfman.siblings.domain.facts.KonfluxFacts;
import io.bpfman.siblings.domain.facts.UnreadableKind;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.intake.ComponentReader;
import io.bpfman.siblings.intake.SnapshotReader;
import io.bpfman.siblings.konflux.KonfluxKinds;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Reads Konflux's own objects when they are wanted. They are not watched: a kind that is absent or forbidden would keep
 * a watch from ever being in step, nothing that they tell ends a wait sooner than the builds do, and most namespaces have
 * no wait most of the time.
 */
public final class KonfluxReader {

    private final ClusterApi api;
    private final Duration trust;
    private final Map<String, Reading> readings = new ConcurrentHashMap<>();

    /** @param trust how long what was read is good for a judgement that does not rest on it */
    public KonfluxReader(ClusterApi api, Duration trust) {
        this.api = api;
        this.trust = trust;
    }

    /** The namespace's components, as read not long ago. */
    public KonfluxFacts recent(String namespace, Instant now) {
        return Optional.ofNullable(readings.get(namespace))
                .filter(reading -> isRecent(reading, now))
                .map(Reading::facts)
                .orElseGet(() -> beginFresh(namespace, now).get());
    }

    /** Begins to read the namespace's components as of now; what is given back waits until they are read. */
    Supplier<KonfluxFacts> beginFresh(String namespace, Instant now) {
        SortedMap<ComponentName, Component> components = new TreeMap<>();
        CompletableFuture<Void> reading =
                api.each(KonfluxKinds.COMPONENTS, namespace, object -> ComponentReader.read(object)
                        .ifPresent(component -> components.put(component.name(), component)));
        return () -> {
            KonfluxFacts facts = facts(unlessUnreadable(UnreadableKind.Kind.COMPONENTS, reading), components);
            readings.values().removeIf(other -> !isRecent(other, now));
            readings.put(namespace, new Reading(now, facts));
            return facts;
        };
    }

    /** The same with what the Snapshots hold. */
    KonfluxFacts withSnapshots(KonfluxFacts facts, String namespace, Optional<String> application) {
        SnapshotReader reader = new SnapshotReader(application);
        return unlessUnreadable(
                        UnreadableKind.Kind.SNAPSHOTS, api.each(KonfluxKinds.SNAPSHOTS, namespace, reader::read))
                .map(facts::without)
                .orElseGet(() -> facts.with(reader.images()));
    }

    private boolean isRecent(Reading reading, Instant now) {
        return now.isBefore(reading.at().plus(trust));
    }

    private static KonfluxFacts facts(
            Optional<UnreadableKind> unreadable, SortedMap<ComponentName, Component> components) {
        KonfluxFacts facts = new KonfluxFacts(
                Collections.unmodifiableSortedMap(components),
                Collections.emptySortedMap(),
                Collections.emptySortedSet());
        return unreadable.map(facts::without).orElse(facts);
    }

    private static Optional<UnreadableKind> unlessUnreadable(UnreadableKind.Kind kind, CompletableFuture<Void> read) {
        return unlessUnreadable(kind, () -> {
            var unused = ClusterApi.await(read);
        });
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

    private record Reading(Instant at, KonfluxFacts facts) {}
}
