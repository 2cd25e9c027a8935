package io.bpfman.siblings.reconcile.read;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpfman.siblings.domain.RequiredReads;
import io.bpfman.siblings.domain.component.KonfluxFacts;
import io.bpfman.siblings.domain.component.UnreadableKind;
import io.bpfman.siblings.domain.contention.Slots;
import io.bpfman.siblings.domain.contention.Surroundings;
import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.facts.StrayRun;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.Revision;
import io.bpfman.siblings.domain.request.CompetingRun;
import io.bpfman.siblings.domain.request.WaitRequest;
import io.bpfman.siblings.domain.sibling.ClusterFacts;
import io.bpfman.siblings.domain.witness.Witness;
import io.bpfman.siblings.evaluation.Evidence;
import io.bpfman.siblings.intake.BuildReader;
import io.bpfman.siblings.konflux.BuildSelectors;
import io.bpfman.siblings.konflux.FactKeys;
import io.bpfman.siblings.konflux.KonfluxKinds;
import io.bpfman.siblings.tekton.v1.PipelineRun;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/** Reads from the API server what a judgement rests on. */
public final class LiveReader {

    private final ClusterApi api;
    private final PipelineRunLists lists;
    private final KonfluxReader konflux;

    public LiveReader(ClusterApi api, PipelineRunLists lists, KonfluxReader konflux) {
        this.api = api;
        this.lists = lists;
        this.konflux = konflux;
    }

    /** What is read for one wait, and how what it needs beside lists is known. */
    public record Reading(
            String namespace,
            WaitRequest request,
            Function<PipelineRun, Optional<CompetingRun>> competing,
            Supplier<Witness> witness,
            Instant now) {}

    /** What is known without reading, with that which is read in its place. All lists are asked for at once. */
    public Evidence.Known read(Reading reading, RequiredReads reads, Evidence.Known known) {
        String namespace = reading.namespace();
        WaitRequest request = reading.request();
        Supplier<KonfluxFacts> components =
                reads.components() ? konflux.beginFresh(namespace, reading.now()) : known.facts()::konflux;
        List<CompletableFuture<List<PipelineRun>>> builds = builds(namespace, request, reads);
        Optional<CompletableFuture<List<PipelineRun>>> runs = request.waitingRun()
                .pipeline()
                .filter(any -> reads.competingRuns())
                .map(pipeline -> lists.ofPipeline(namespace, pipeline));
        Collection<Build> knownBuilds = known.facts().builds();
        Collection<Build> readBuilds =
                reads.builds() ? builds(namespace, request, reads.ofAnyRevision(), builds, knownBuilds) : knownBuilds;
        Revision revision = request.waitingRun().revision();
        List<StrayRun> strays = builds.stream()
                .flatMap(listed -> ClusterApi.await(listed).stream())
                .flatMap(run -> BuildReader.stray(run.getMetadata(), revision).stream())
                .distinct()
                .toList();
        Collection<CompetingRun> readRuns = runs.<Collection<CompetingRun>>map(
                        listed -> competing(reading, ClusterApi.await(listed)))
                .orElse(known.surroundings().runs());
        KonfluxFacts facts = components.get();
        if (reads.snapshots()) {
            facts = konflux.withSnapshots(facts, namespace, request);
        }
        List<Slots> slots = new ArrayList<>();
        for (String repository : reads.queues()) {
            Optional<UnreadableKind> unreadable =
                    KonfluxReader.unlessUnreadable(UnreadableKind.Kind.REPOSITORIES, () -> slots(namespace, repository)
                            .ifPresent(slots::add));
            facts = unreadable.map(facts::without).orElse(facts);
        }
        Witness witness =
                reads.witness() ? reading.witness().get() : known.surroundings().witness();
        return new Evidence.Known(
                new ClusterFacts(readBuilds, strays, facts, known.facts().persisted()),
                new Surroundings(readRuns, List.of(), slots, witness));
    }

    private List<CompletableFuture<List<PipelineRun>>> builds(
            String namespace, WaitRequest request, RequiredReads reads) {
        List<CompletableFuture<List<PipelineRun>>> all = new ArrayList<>();
        if (reads.builds()) {
            all.add(lists.ofRevision(namespace, request.waitingRun().revision()));
        }
        if (!reads.ofAnyRevision().isEmpty()) {
            all.add(lists.ofComponents(namespace, reads.ofAnyRevision()));
        }
        return all;
    }

    /**
     * The builds that may count for the request; those that the API server no longer has stay known if they ended.
     */
    private Collection<Build> builds(
            String namespace,
            WaitRequest request,
            Set<ComponentName> ofAnyRevision,
            List<CompletableFuture<List<PipelineRun>>> listed,
            Collection<Build> known) {
        Map<String, Build> builds = new HashMap<>();
        listed.stream()
                .flatMap(list -> ClusterApi.await(list).stream())
                .filter(run -> isOfSibling(request, run))
                .flatMap(run -> lists.whole(run).flatMap(BuildReader::read).stream())
                .forEach(build -> builds.put(build.uid(), build));
        for (Build build : known) {
            if (!builds.containsKey(build.uid()) && mayCount(request, build, ofAnyRevision)) {
                Optional<PipelineRun> run = api.pipelineRun(namespace, build.name())
                        .filter(there -> build.uid().equals(there.getMetadata().getUid()));
                Optional<Build> now = run.isPresent()
                        ? run.flatMap(BuildReader::read)
                        : Optional.of(build).filter(pruned -> pruned.outcome().ended());
                now.ifPresent(there -> builds.put(there.uid(), there));
            }
        }
        return builds.values();
    }

    private static boolean isOfSibling(WaitRequest request, PipelineRun run) {
        return BuildReader.source(run.getMetadata())
                .filter(there -> request.siblings().contains(there.component()))
                .isPresent();
    }

    private static boolean mayCount(WaitRequest request, Build build, Set<ComponentName> ofAnyRevision) {
        return request.counts(build)
                || (ofAnyRevision.contains(build.component()) && request.mayBePromotedFromAnyBranchOf(build));
    }

    /** The runs of the waiting run's pipeline; whether one was cancelled is read only of those that may supersede it. */
    private List<CompetingRun> competing(Reading reading, List<PipelineRun> all) {
        return all.stream()
                .flatMap(listed -> {
                    Optional<CompetingRun> run = reading.competing().apply(listed);
                    return run
                            .filter(reading.request()::mayBeSupersededBy)
                            .map(newer -> lists.whole(listed).flatMap(reading.competing()))
                            .orElse(run)
                            .stream();
                })
                .toList();
    }

    /** Of two long names a label can show the same, and an annotation has the whole. */
    private static boolean isIn(String repository, PipelineRun run) {
        return Optional.ofNullable(run.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(FactKeys.PAC_REPOSITORY.get(0)))
                .filter(told -> !told.equals(repository))
                .isEmpty();
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
        ClusterApi.await(api.pipelineRuns(
                        namespace,
                        BuildSelectors.startedIn(repository),
                        ClusterApi.Detail.METADATA,
                        run -> isIn(repository, run)))
                .forEach(holder -> holders.add(holder.getMetadata().getUid()));
        return Optional.of(new Slots(repository, limit, Collections.unmodifiableSortedSet(holders)));
    }
}
