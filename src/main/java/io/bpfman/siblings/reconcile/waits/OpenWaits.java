package io.bpfman.siblings.reconcile.waits;

import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.request.CompetingRun;
import io.bpfman.siblings.domain.request.WaitRequest;
import io.bpfman.siblings.domain.sibling.WaitProgress;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which waits are open, and whom a build concerns.
 *
 * <p>A wait is entered before its builds are read from the cache, and a build is cached before it is asked whom it
 * concerns; so either the read sees the build, or the build finds the wait. Fabric8's indexes cannot promise that: they
 * take an entry out before they put the new one in (fabric8io/kubernetes-client#7265).
 */
@Singleton
public class OpenWaits {

    private final Map<String, OpenWait> byUid = new HashMap<>();
    private final Map<Place, Map<String, OpenWait>> byPlace = new HashMap<>();
    private final Map<String, CompletableFuture<Void>> evaluated = new ConcurrentHashMap<>();
    private volatile Consumer<ResourceID> evaluations = id -> {};

    /** Has this called with each run that is to be evaluated though nothing of its own changed. */
    public void onEvaluationWanted(Consumer<ResourceID> wanted) {
        evaluations = wanted;
    }

    /** An evaluation of the run begins; what is given back is complete when nobody wants its answer any more. */
    public CompletableFuture<Void> beginEvaluation(String uid) {
        CompletableFuture<Void> stop = new CompletableFuture<>();
        evaluated.put(uid, stop);
        return stop;
    }

    /** It is over. */
    public void endEvaluation(String uid, CompletableFuture<Void> stop) {
        evaluated.remove(uid, stop);
        stop.complete(null);
    }

    /** Nobody wants the answer of an evaluation of the run that is under way: the run has changed. */
    public void breakOff(String uid) {
        Optional.ofNullable(evaluated.get(uid)).ifPresent(stop -> stop.complete(null));
    }

    /** Enters a wait; the same one again keeps what is known of it. A new one may supersede others, which it wakes. */
    public OpenWait open(ResourceID id, String uid, WaitRequest request, boolean ofABuild) {
        List<OpenWait> superseded;
        OpenWait wait;
        synchronized (this) {
            @Nullable OpenWait known = byUid.get(uid);
            if (known != null) {
                return known;
            }
            wait = new OpenWait(id, uid, request, ofABuild);
            superseded = ofPipeline(wait)
                    .filter(other -> other.request().mayBeSupersededBy(request.waitingRun()))
                    .toList();
            byUid.put(uid, wait);
            places(wait).forEach(place -> byPlace.computeIfAbsent(place, key -> new HashMap<>())
                    .put(uid, wait));
        }
        superseded.forEach(this::wake);
        return wait;
    }

    /** Has the open wait of this name evaluated. */
    public void wake(String namespace, String name) {
        List<OpenWait> there;
        synchronized (this) {
            there = named(namespace, name);
        }
        there.forEach(this::wake);
    }

    /** Has all open waits evaluated, without trust in the watches. */
    public void wakeDistrustful() {
        List<OpenWait> all;
        synchronized (this) {
            all = List.copyOf(byUid.values());
        }
        all.forEach(wait -> {
            wait.distrust();
            wake(wait);
        });
    }

    private void wake(OpenWait wait) {
        if (wait.wake()) {
            evaluations.accept(wait.id());
        }
    }

    /** How far the other open waits of its namespace have come. */
    public synchronized List<WaitProgress> beside(OpenWait wait) {
        return at(new Namespace(wait.namespace())).stream()
                .filter(other -> other != wait)
                .flatMap(other -> other.progress().stream())
                .toList();
    }

    /** The runs in which other open waits of its pipeline stand, which need not be builds. */
    public synchronized List<CompetingRun> competing(OpenWait wait) {
        return ofPipeline(wait)
                .filter(other -> other != wait)
                .flatMap(other -> other.request().waitingRun().asRun().stream())
                .toList();
    }

    private Stream<OpenWait> ofPipeline(OpenWait wait) {
        return wait.request().waitingRun().pipeline().stream()
                .flatMap(pipeline -> at(new Pipeline(wait.namespace(), pipeline)).stream());
    }

    /** Forgets a wait that has ended or is gone. */
    public synchronized void close(String uid) {
        @Nullable OpenWait wait = byUid.remove(uid);
        if (wait == null) {
            return;
        }
        places(wait)
                .forEach(place -> byPlace.computeIfPresent(place, (key, waits) -> {
                    waits.remove(uid);
                    return waits.isEmpty() ? null : waits;
                }));
    }

    /** The runs that wait for this build. */
    public synchronized Set<ResourceID> concernedBy(String namespace, Build build) {
        return ids(concerned(namespace, build));
    }

    /** The runs that this one may supersede. */
    public synchronized Set<ResourceID> concernedBy(String namespace, CompetingRun run) {
        return ids(at(new Pipeline(namespace, run.pipeline())).stream()
                .filter(wait -> wait.request().mayBeSupersededBy(run))
                .toList());
    }

    /** The run whose witness has this name. */
    public synchronized Set<ResourceID> concernedByWitness(String namespace, String name) {
        return ids(named(namespace, name));
    }

    private List<OpenWait> named(String namespace, String name) {
        return at(new Namespace(namespace)).stream()
                .filter(wait -> wait.id().getName().equals(name))
                .toList();
    }

    private static Set<ResourceID> ids(Collection<OpenWait> waits) {
        return waits.stream().map(OpenWait::id).collect(Collectors.toSet());
    }

    /** Has the waits that it concerns remember a build that ended and was pruned, until they have written it down. */
    public synchronized void pruned(String namespace, Build build) {
        if (build.outcome().ended()) {
            concerned(namespace, build).forEach(wait -> wait.prune(build));
        }
    }

    /** The wait, when it is open. */
    public synchronized Optional<OpenWait> find(String uid) {
        return Optional.ofNullable(byUid.get(uid));
    }

    /** How many open waits have all their siblings answered. */
    public synchronized int answered() {
        return (int) byUid.values().stream()
                .flatMap(wait -> wait.progress().stream())
                .filter(progress -> progress.siblings().allAnswered())
                .count();
    }

    /** When the waiting run of the oldest one was created; empty where nothing is open. */
    public synchronized Optional<Instant> oldest() {
        return byUid.values().stream()
                .flatMap(wait -> wait.progress().stream())
                .map(progress -> progress.waitingRun().created())
                .min(Instant::compareTo);
    }

    /** How many waits are open. */
    public synchronized int size() {
        return byUid.size();
    }

    private List<OpenWait> concerned(String namespace, Build build) {
        return at(new Sibling(namespace, build.component())).stream()
                .filter(wait -> wait.isConcernedBy(build))
                .toList();
    }

    private Collection<OpenWait> at(Place place) {
        return byPlace.getOrDefault(place, Map.of()).values();
    }

    private static List<Place> places(OpenWait wait) {
        List<Place> places = new ArrayList<>();
        places.add(new Namespace(wait.namespace()));
        wait.request().siblings().forEach(sibling -> places.add(new Sibling(wait.namespace(), sibling)));
        wait.request()
                .waitingRun()
                .pipeline()
                .ifPresent(pipeline -> places.add(new Pipeline(wait.namespace(), pipeline)));
        return places;
    }

    /** Where a wait can be found. */
    private sealed interface Place {}

    private record Namespace(String name) implements Place {}

    private record Sibling(String namespace, ComponentName component) implements Place {}

    private record Pipeline(String namespace, String name) implements Place {}
}
