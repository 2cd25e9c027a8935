package io.bpfman.siblings.reconcile;

import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.Revision;
import io.bpfman.siblings.intake.BuildReader;
import io.bpfman.siblings.konflux.BuildSelectors;
import io.bpfman.siblings.reconcile.cache.BuildCache;
import io.bpfman.siblings.reconcile.read.ClusterApi;
import io.bpfman.siblings.reconcile.read.PipelineRunLists;
import io.bpfman.siblings.tekton.v1.PipelineRun;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lists of metadata, and whole objects where the cache holds not that very version. While the builds of a namespace are
 * being listed, all who ask for more of them share the list that comes next: so many waits that end together cost a
 * handful of lists, and each list that a judgement rests on was begun after the judgement asked.
 */
final class GroupedLists implements PipelineRunLists {

    /** A selector is a part of the address, which a proxy may bound at 8 KiB. */
    private static final int MOST_REVISIONS = 50;

    private final ClusterApi api;
    private final BuildCache cache;
    private final Map<String, Group> next = new HashMap<>();
    private final Set<String> underWay = new HashSet<>();

    GroupedLists(ClusterApi api, BuildCache cache) {
        this.api = api;
        this.cache = cache;
    }

    @Override
    public CompletableFuture<List<PipelineRun>> ofRevision(String namespace, Revision revision) {
        Group group;
        boolean now;
        synchronized (this) {
            group = next.computeIfAbsent(namespace, first -> new Group());
            group.revisions.add(revision.value());
            now = underWay.add(namespace);
            if (now) {
                next.remove(namespace);
            }
        }
        if (now) {
            list(namespace, group);
        }
        return group.builds.thenApply(builds -> builds.stream()
                .filter(build -> BuildReader.mayBeOf(revision, build.getMetadata()))
                .toList());
    }

    private void list(String namespace, Group group) {
        // What is thrown at once fails the list, too, or nobody would ever list the namespace again.
        CompletableFuture<List<PipelineRun>> listed =
                CompletableFuture.completedFuture(group.revisions).thenCompose(all -> listed(namespace, all));
        var unused = listed.whenComplete((builds, refused) -> {
            @Nullable Group following;
            synchronized (this) {
                following = next.remove(namespace);
                if (following == null) {
                    underWay.remove(namespace);
                }
            }
            if (following != null) {
                list(namespace, following);
            }
            if (refused == null) {
                group.builds.complete(builds);
            } else {
                group.builds.completeExceptionally(refused);
            }
        });
    }

    private CompletableFuture<List<PipelineRun>> listed(String namespace, Collection<String> revisions) {
        List<String> all = List.copyOf(revisions);
        List<String> selectors = new ArrayList<>();
        for (int from = 0; from < all.size(); from += MOST_REVISIONS) {
            selectors.addAll(
                    BuildSelectors.ofRevisions(all.subList(from, Math.min(all.size(), from + MOST_REVISIONS))));
        }
        return selected(namespace, selectors.stream().distinct(), GroupedLists::isBuild);
    }

    @Override
    public CompletableFuture<List<PipelineRun>> ofComponents(String namespace, Collection<ComponentName> components) {
        List<String> names = components.stream().map(ComponentName::value).toList();
        return selected(namespace, BuildSelectors.ofComponents(names).stream(), GroupedLists::isBuild);
    }

    @Override
    public CompletableFuture<List<PipelineRun>> ofPipeline(String namespace, String pipeline) {
        return selected(namespace, Stream.of(BuildSelectors.ofPipeline(pipeline)), any -> true);
    }

    @Override
    public Optional<PipelineRun> whole(PipelineRun listed) {
        ObjectMeta metadata = listed.getMetadata();
        return cache.named(metadata.getNamespace(), metadata.getName())
                .filter(cached -> Objects.equals(cached.getMetadata().getUid(), metadata.getUid())
                        && Objects.equals(cached.getMetadata().getResourceVersion(), metadata.getResourceVersion()))
                .or(() -> api.pipelineRun(metadata.getNamespace(), metadata.getName()));
    }

    private static boolean isBuild(PipelineRun run) {
        return BuildReader.isBuild(run.getMetadata());
    }

    /** What the selectors pick, asked for all at once. */
    private CompletableFuture<List<PipelineRun>> selected(
            String namespace, Stream<String> selectors, Predicate<PipelineRun> wanted) {
        return selectors
                .map(selector -> api.pipelineRuns(namespace, selector, ClusterApi.Detail.METADATA, wanted))
                .reduce((one, other) -> one.thenCombine(other, GroupedLists::both))
                .orElseThrow();
    }

    private static List<PipelineRun> both(List<PipelineRun> one, List<PipelineRun> other) {
        return Stream.concat(one.stream(), other.stream()).toList();
    }

    /** Who shares a list. */
    private static final class Group {

        private final Set<String> revisions = new TreeSet<>();
        private final CompletableFuture<List<PipelineRun>> builds = new CompletableFuture<>();
    }
}
