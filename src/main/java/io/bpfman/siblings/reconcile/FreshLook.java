package io.bpfman.siblings.reconcile;

import io.bpfman.siblings.domain.Build;
import io.bpfman.siblings.domain.BuildSource;
import io.bpfman.siblings.domain.Catalog;
import io.bpfman.siblings.domain.ComponentName;
import io.bpfman.siblings.domain.Known;
import io.bpfman.siblings.domain.OnSuperseded;
import io.bpfman.siblings.domain.Slots;
import io.bpfman.siblings.domain.Subject;
import io.bpfman.siblings.domain.SubjectRun;
import io.bpfman.siblings.domain.Unseen;
import io.bpfman.siblings.domain.WaitRequest;
import io.bpfman.siblings.intake.BuildReader;
import io.bpfman.siblings.intake.SubjectRunReader;
import io.bpfman.siblings.konflux.BuildSelectors;
import io.bpfman.siblings.konflux.KonfluxKinds;
import io.bpfman.siblings.tekton.v1.PipelineRun;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
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
 * Reads a wait's surroundings afresh from the API server, since a cache can be behind: the metadata of all runs that may
 * count, in the server's own selection, and of those that the cache does not hold in the same version the whole object.
 */
@Singleton
public class FreshLook {

    private final KubernetesClient client;
    private final ApiLists lists;
    private final Catalogs catalogs;
    private final CustomRunStore customRuns;

    FreshLook(KubernetesClient client, ApiLists lists, Catalogs catalogs, CustomRunStore customRuns) {
        this.client = client;
        this.lists = lists;
        this.catalogs = catalogs;
        this.customRuns = customRuns;
    }

    /** All that is asked for, as the API server has it now. */
    Known known(String namespace, WaitRequest request, Cached cached, Questions asked, Instant now) {
        Supplier<Catalog> components =
                asked.decisive() ? catalogs.beginFresh(namespace, now) : () -> catalogs.recent(namespace, now);
        List<String> selectors = selectors(request, asked.ofAnyRevision());
        Optional<String> ofPipeline = ofPipeline(request);
        List<List<ObjectMeta>> lists = this.lists.pipelineRuns(
                namespace,
                Stream.concat(selectors.stream(), ofPipeline.stream()).toList());
        List<ObjectMeta> builds = lists.subList(0, selectors.size()).stream()
                .flatMap(List::stream)
                .toList();
        List<ObjectMeta> runs = lists.subList(selectors.size(), lists.size()).stream()
                .flatMap(List::stream)
                .toList();
        Catalog catalog = components.get();
        if (asked.snapshots()) {
            catalog =
                    catalogs.withSnapshots(catalog, namespace, request.subject().application());
        }
        List<Slots> slots = new ArrayList<>();
        for (String repository : asked.queues()) {
            Optional<Unseen> unseen = Catalogs.unlessUnseen(
                    Unseen.Kind.REPOSITORIES, () -> slots(namespace, repository).ifPresent(slots::add));
            catalog = unseen.isPresent() ? catalog.without(unseen.get()) : catalog;
        }
        return new Known(
                builds(namespace, request, cached, asked.ofAnyRevision(), builds),
                catalog,
                cached.recollection(),
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
            Cached cached,
            Set<ComponentName> ofAnyRevision,
            List<ObjectMeta> all) {
        List<PipelineRun> cachedRuns = cached.runs(ofAnyRevision);
        Map<String, PipelineRun> cachedByUid = cachedRuns.stream()
                .collect(Collectors.toMap(run -> run.getMetadata().getUid(), run -> run, (one, other) -> other));
        Map<String, Build> fresh = new HashMap<>();
        for (ObjectMeta listed : all) {
            Optional<BuildSource> source = BuildReader.source(listed)
                    .filter(there -> request.siblings().contains(there.component()));
            if (source.isPresent()) {
                @Nullable PipelineRun same = cachedByUid.get(listed.getUid());
                boolean current = same != null
                        && Objects.equals(same.getMetadata().getResourceVersion(), listed.getResourceVersion());
                Optional<PipelineRun> run = current ? Optional.ofNullable(same) : get(namespace, listed.getName());
                run.flatMap(BuildReader::read).ifPresent(build -> fresh.put(build.uid(), build));
            }
        }
        for (Build build : cached.builds(cachedRuns)) {
            if (!fresh.containsKey(build.uid()) && mayCount(request, build, ofAnyRevision)) {
                Optional<PipelineRun> run = get(namespace, build.name())
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
                BuildSelectors.ofRevision(request.subject().revision().value()));
        if (!ofAnyRevision.isEmpty()) {
            selectors.addAll(BuildSelectors.ofComponents(
                    ofAnyRevision.stream().map(ComponentName::value).toList()));
        }
        return selectors;
    }

    /** None when nothing could supersede the subject. */
    private static Optional<String> ofPipeline(WaitRequest request) {
        return request.subject()
                .pipeline()
                .filter(any -> request.onSuperseded() == OnSuperseded.SKIP)
                .map(BuildSelectors::ofPipeline);
    }

    private static boolean mayCount(WaitRequest request, Build build, Set<ComponentName> ofAnyRevision) {
        Subject subject = request.subject();
        return subject.sharesRevisionWith(build)
                || (ofAnyRevision.contains(build.component()) && subject.mayBePromotedFromAnyBranchOf(build));
    }

    /** The runs of the subject's pipeline; whether one was cancelled is read only of those that may supersede it. */
    private List<SubjectRun> runs(String namespace, WaitRequest request, List<ObjectMeta> all) {
        return all.stream()
                .flatMap(listed -> {
                    Optional<SubjectRun> run = read(new PipelineRun().with(listed, null, null));
                    return run
                            .filter(request::mayBeSupersededBy)
                            .map(newer -> get(namespace, newer.name()).flatMap(this::read))
                            .orElse(run)
                            .stream();
                })
                .toList();
    }

    private Optional<SubjectRun> read(PipelineRun run) {
        return SubjectRunReader.read(
                run, customRuns.skippedSince(run.getMetadata().getUid()));
    }

    /** Who holds the slots of a Repository; empty when it has no limit. */
    private Optional<Slots> slots(String namespace, String repository) {
        int limit = lists.one(KonfluxKinds.REPOSITORIES, namespace, repository)
                .path("spec")
                .path("concurrency_limit")
                .asInt();
        if (limit <= 0) {
            return Optional.empty();
        }
        SortedSet<String> holders = new TreeSet<>();
        lists.pipelineRuns(namespace, BuildSelectors.startedIn(repository))
                .forEach(holder -> holders.add(holder.getUid()));
        return Optional.of(new Slots(repository, limit, Collections.unmodifiableSortedSet(holders)));
    }

    private Optional<PipelineRun> get(String namespace, String name) {
        return Optional.ofNullable(client.resources(PipelineRun.class)
                        .inNamespace(namespace)
                        .withName(name)
                        .get())
                .map(PipelineRunStore::lean);
    }
}
