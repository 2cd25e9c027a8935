package io.bpfman.siblings.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpfman.siblings.domain.Known;
import io.bpfman.siblings.domain.contention.Slots;
import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.facts.BuildSource;
import io.bpfman.siblings.domain.facts.KonfluxFacts;
import io.bpfman.siblings.domain.facts.UnreadableKind;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.request.CompetingRun;
import io.bpfman.siblings.domain.request.OnSuperseded;
import io.bpfman.siblings.domain.request.WaitRequest;
import io.bpfman.siblings.domain.request.WaitingRun;
import io.bpfman.siblings.intake.BuildReader;
import io.bpfman.siblings.intake.CompetingRunReader;
import io.bpfman.siblings.konflux.BuildSelectors;
import io.bpfman.siblings.konflux.KonfluxKinds;
import io.bpfman.siblings.tekton.v1.PipelineRun;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a wait's surroundings afresh from the API server, since a cache can be behind: all runs that may
 * count, in the server's own selection, and where that tells only their metadata, of those that the cache does not hold
 * in the same version the whole object.
 */
@Singleton
public class LiveReader {

    private final ClusterApi api;
    private final KonfluxReader konfluxReader;
    private final CustomRunStore customRuns;

    LiveReader(ClusterApi api, KonfluxReader konfluxReader, CustomRunStore customRuns) {
        this.api = api;
        this.konfluxReader = konfluxReader;
        this.customRuns = customRuns;
    }

    /** All that is asked for, as the API server has it now. */
    Known known(String namespace, WaitRequest request, WatchedEvidence cached, RequiredReads asked, Instant now) {
        Supplier<KonfluxFacts> components = asked.decisive()
                ? konfluxReader.beginFresh(namespace, now)
                : () -> konfluxReader.recent(namespace, now);
        List<String> selectors = selectors(request, asked.ofAnyRevision());
        Optional<String> ofPipeline = ofPipeline(request);
        List<List<PipelineRun>> lists = api.pipelineRuns(
                namespace,
                Stream.concat(selectors.stream(), ofPipeline.stream()).toList());
        List<PipelineRun> builds = lists.subList(0, selectors.size()).stream()
                .flatMap(List::stream)
                .toList();
        List<PipelineRun> runs = lists.subList(selectors.size(), lists.size()).stream()
                .flatMap(List::stream)
                .toList();
        KonfluxFacts konflux = components.get();
        if (asked.snapshots()) {
            konflux = konfluxReader.withSnapshots(
                    konflux, namespace, request.waitingRun().application());
        }
        List<Slots> slots = new ArrayList<>();
        for (String repository : asked.queues()) {
            Optional<UnreadableKind> unreadable =
                    KonfluxReader.unlessUnseen(UnreadableKind.Kind.REPOSITORIES, () -> slots(namespace, repository)
                            .ifPresent(slots::add));
            konflux = unreadable.isPresent() ? konflux.without(unreadable.get()) : konflux;
        }
        return new Known(
                builds(namespace, request, cached, asked.ofAnyRevision(), builds),
                konflux,
                cached.persistedFacts(),
                runs(namespace, request, runs),
                List.of(),
                slots);
    }

    /**
     * The builds that may count for the request; those that the API server no longer has stay known if they ended.
     */
    private Collection<Build> builds(
            String namespace,
            WaitRequest request,
            WatchedEvidence cached,
            Set<ComponentName> ofAnyRevision,
            List<PipelineRun> all) {
        List<PipelineRun> cachedRuns = cached.runs(ofAnyRevision);
        Map<String, PipelineRun> cachedByUid = cachedRuns.stream()
                .collect(Collectors.toMap(run -> run.getMetadata().getUid(), run -> run, (one, other) -> other));
        Map<String, Build> fresh = new HashMap<>();
        for (PipelineRun listed : all) {
            Optional<BuildSource> source = BuildReader.source(listed.getMetadata())
                    .filter(there -> request.siblings().contains(there.component()));
            if (source.isPresent()) {
                @Nullable
                PipelineRun same = cachedByUid.get(listed.getMetadata().getUid());
                whole(namespace, listed, same)
                        .flatMap(BuildReader::read)
                        .ifPresent(build -> fresh.put(build.uid(), build));
            }
        }
        for (Build build : cached.builds(cachedRuns)) {
            if (!fresh.containsKey(build.uid()) && mayCount(request, build, ofAnyRevision)) {
                Optional<PipelineRun> run = api.pipelineRun(namespace, build.name())
                        .filter(there -> build.uid().equals(there.getMetadata().getUid()));
                Optional<Build> now = run.isPresent()
                        ? run.flatMap(BuildReader::read)
                        : Optional.of(build).filter(gone -> gone.outcome().ended());
                now.ifPresent(there -> fresh.put(there.uid(), there));
            }
        }
        return fresh.values();
    }

    private static List<String> selectors(WaitRequest request, Set<ComponentName> ofAnyRevision) {
        List<String> selectors = new ArrayList<>(
                BuildSelectors.ofRevision(request.waitingRun().revision().value()));
        if (!ofAnyRevision.isEmpty()) {
            selectors.addAll(BuildSelectors.ofComponents(
                    ofAnyRevision.stream().map(ComponentName::value).toList()));
        }
        return selectors;
    }

    /** None when nothing could supersede the waiting run. */
    private static Optional<String> ofPipeline(WaitRequest request) {
        return request.waitingRun()
                .pipeline()
                .filter(any -> request.onSuperseded() == OnSuperseded.SKIP)
                .map(BuildSelectors::ofPipeline);
    }

    private static boolean mayCount(WaitRequest request, Build build, Set<ComponentName> ofAnyRevision) {
        WaitingRun waitingRun = request.waitingRun();
        return waitingRun.sharesRevisionWith(build)
                || (ofAnyRevision.contains(build.component()) && waitingRun.mayBePromotedFromAnyBranchOf(build));
    }

    /** The runs of the waiting run's pipeline; whether one was cancelled is read only of those that may supersede it. */
    private List<CompetingRun> runs(String namespace, WaitRequest request, List<PipelineRun> all) {
        return all.stream()
                .flatMap(listed -> {
                    Optional<CompetingRun> run = read(listed);
                    return run
                            .filter(request::mayBeSupersededBy)
                            .map(newer -> whole(namespace, listed, null).flatMap(this::read))
                            .orElse(run)
                            .stream();
                })
                .toList();
    }

    /** All of a listed run: what the list told, what the cache holds in the same version, or what is read now. */
    private Optional<PipelineRun> whole(String namespace, PipelineRun listed, @Nullable PipelineRun cached) {
        ObjectMeta metadata = listed.getMetadata();
        if (api.alone()) {
            return Optional.of(listed);
        }
        boolean current = cached != null
                && Objects.equals(cached.getMetadata().getResourceVersion(), metadata.getResourceVersion());
        return current ? Optional.ofNullable(cached) : api.pipelineRun(namespace, metadata.getName());
    }

    private Optional<CompetingRun> read(PipelineRun run) {
        Optional<Instant> skipped = customRuns.skippedSince(run.getMetadata().getUid());
        return CompetingRunReader.read(run, api.alone() ? CompetingRunReader.endedWithoutImage(run) : skipped);
    }

    /** Who holds the slots of a Repository; empty when it has no limit. */
    private Optional<Slots> slots(String namespace, String repository) {
        int limit = api.one(KonfluxKinds.REPOSITORIES, namespace, repository, JsonNode.class)
                .path("spec")
                .path("concurrency_limit")
                .asInt();
        if (limit <= 0) {
            return Optional.empty();
        }
        SortedSet<String> holders = new TreeSet<>();
        api.pipelineRuns(namespace, BuildSelectors.startedIn(repository))
                .forEach(holder -> holders.add(holder.getMetadata().getUid()));
        return Optional.of(new Slots(repository, limit, Collections.unmodifiableSortedSet(holders)));
    }
}
