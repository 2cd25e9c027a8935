package io.bpfman.siblings.reconcile;

import io.bpfman.siblings.domain.Build;
import io.bpfman.siblings.domain.BuildSource;
import io.bpfman.siblings.domain.ComponentName;
import io.bpfman.siblings.domain.Subject;
import io.bpfman.siblings.domain.WaitRequest;
import io.bpfman.siblings.intake.BuildReader;
import io.bpfman.siblings.konflux.FactKeys;
import io.bpfman.siblings.tekton.v1.PipelineRun;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the siblings afresh from the API server, since a cache can be behind: the metadata of all builds that may
 * count, in the server's own selection, and of those that the cache does not hold in the same version the whole object.
 */
@Singleton
public class FreshLook {

    private static final String BUILDS = FactKeys.TYPE_LABEL + "=" + FactKeys.BUILD_TYPE;

    private final KubernetesClient client;
    private final MetadataList lists;

    FreshLook(KubernetesClient client, MetadataList lists) {
        this.client = client;
        this.lists = lists;
    }

    /**
     * The builds that may count for the request, as the API server has them now.
     *
     * @param cached the PipelineRuns that the cache holds for the siblings
     * @param known builds that the cache has lost: those that ended stay known unless the API server knows better
     * @param promoted the siblings that a build of any revision may answer
     */
    Collection<Build> builds(
            String namespace,
            WaitRequest request,
            Collection<PipelineRun> cached,
            Collection<Build> known,
            Set<ComponentName> promoted) {
        Map<String, PipelineRun> cachedByUid = cached.stream()
                .collect(Collectors.toMap(run -> run.getMetadata().getUid(), run -> run, (one, other) -> other));
        Map<String, Build> fresh = new HashMap<>();
        for (ObjectMeta listed : list(namespace, request, promoted)) {
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
        List<Build> unlisted = new ArrayList<>(known);
        cached.forEach(run -> BuildReader.read(run).ifPresent(unlisted::add));
        for (Build build : unlisted) {
            if (!fresh.containsKey(build.uid()) && mayCount(request, build, promoted)) {
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

    /** A build is selected by the label that Pipelines-as-Code sets, or has no such label: made by hand. */
    private List<ObjectMeta> list(String namespace, WaitRequest request, Set<ComponentName> promoted) {
        List<String> selectors = new ArrayList<>();
        selectors.add(BUILDS + "," + FactKeys.REVISION_LABEL + "="
                + FactKeys.labelValue(request.subject().revision().value()));
        selectors.add(BUILDS + ",!" + FactKeys.REVISION_LABEL);
        if (!promoted.isEmpty()) {
            selectors.add(BUILDS + "," + FactKeys.COMPONENT_LABEL + " in ("
                    + promoted.stream().map(ComponentName::value).collect(Collectors.joining(",")) + ")");
        }
        return lists.pipelineRuns(namespace, selectors);
    }

    private static boolean mayCount(WaitRequest request, Build build, Set<ComponentName> promoted) {
        Subject subject = request.subject();
        return subject.sharesRevisionWith(build)
                || (promoted.contains(build.component()) && subject.mayBePromotedFrom(build));
    }

    private Optional<PipelineRun> get(String namespace, String name) {
        return Optional.ofNullable(client.resources(PipelineRun.class)
                        .inNamespace(namespace)
                        .withName(name)
                        .get())
                .map(PipelineRunStore::lean);
    }
}
