package io.bpfman.siblings.reconcile;

import io.bpfman.siblings.domain.facts.Component;
import io.bpfman.siblings.domain.facts.KonfluxFacts;
import io.bpfman.siblings.domain.facts.UnreadableKind;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.intake.ComponentReader;
import io.bpfman.siblings.intake.SnapshotReader;
import io.bpfman.siblings.konflux.KonfluxKinds;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Konflux's own objects, read when they are wanted. They are not watched: a kind that is absent or forbidden would keep
 * a watch from ever being in step, nothing that they tell ends a wait sooner than the builds do, and most namespaces have
 * no wait most of the time.
 */
@Singleton
public class KonfluxReader {

    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    /** Who watches nothing asks seldom, and is told of a promotion by the build that it comes from. */
    private static final Duration LONGEST_TRUST_ALONE = Duration.ofMinutes(10);

    private final ClusterApi api;
    private final OpenWaits openWaits;
    private final Map<String, Reading> readings = new ConcurrentHashMap<>();

    KonfluxReader(ClusterApi api, OpenWaits openWaits) {
        this.api = api;
        this.openWaits = openWaits;
    }

    /** The namespace's components, as read not long ago: no longer than a wait relies on watches alone, if there are any. */
    KonfluxFacts recent(String namespace, Instant now) {
        Duration trust = api.alone() ? LONGEST_TRUST_ALONE : OpenWait.LONGEST_TRUST;
        return Optional.ofNullable(readings.get(namespace))
                .filter(reading -> now.isBefore(reading.at().plus(trust)))
                .map(Reading::konflux)
                .orElseGet(() -> beginFresh(namespace, now).get());
    }

    /** Begins to read the namespace's components as of now; what is given back waits until they are read. */
    Supplier<KonfluxFacts> beginFresh(String namespace, Instant now) {
        SortedMap<ComponentName, Component> components = new TreeMap<>();
        Runnable reading = api.each(KonfluxKinds.COMPONENTS, namespace, object -> ComponentReader.read(object)
                .ifPresent(component -> components.put(component.name(), component)));
        return () -> {
            KonfluxFacts konflux = konflux(unlessUnseen(UnreadableKind.Kind.COMPONENTS, reading), components);
            readings.keySet().removeIf(other -> !openWaits.anyIn(other));
            readings.put(namespace, new Reading(now, konflux));
            return konflux;
        };
    }

    /** The same with what the Snapshots hold. */
    KonfluxFacts withSnapshots(KonfluxFacts konflux, String namespace, Optional<String> application) {
        SnapshotReader reader = new SnapshotReader(application);
        return unlessUnseen(UnreadableKind.Kind.SNAPSHOTS, api.each(KonfluxKinds.SNAPSHOTS, namespace, reader::read))
                .map(konflux::without)
                .orElseGet(() -> konflux.with(reader.images()));
    }

    private static KonfluxFacts konflux(
            Optional<UnreadableKind> unreadable, SortedMap<ComponentName, Component> components) {
        KonfluxFacts konflux = new KonfluxFacts(
                Collections.unmodifiableSortedMap(components),
                Collections.emptySortedMap(),
                Collections.emptySortedSet());
        return unreadable.map(konflux::without).orElse(konflux);
    }

    /** Reads, and tells what is in the way: nothing, or that the kind is absent or forbidden. All else is weather. */
    static Optional<UnreadableKind> unlessUnseen(UnreadableKind.Kind kind, Runnable read) {
        try {
            read.run();
            return Optional.empty();
        } catch (KubernetesClientException refused) {
            return switch (refused.getCode()) {
                case FORBIDDEN -> Optional.of(new UnreadableKind(kind, UnreadableKind.Why.FORBIDDEN));
                case NOT_FOUND -> Optional.of(new UnreadableKind(kind, UnreadableKind.Why.ABSENT));
                default -> throw refused;
            };
        }
    }

    private record Reading(Instant at, KonfluxFacts konflux) {}
}
