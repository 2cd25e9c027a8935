package io.bpfman.siblings.intake;

import io.bpfman.siblings.konflux.BuildResults;
import io.bpfman.siblings.konflux.FactKeys;
import io.bpfman.siblings.tekton.Condition;
import io.bpfman.siblings.tekton.NameValue;
import io.bpfman.siblings.tekton.RunStatus;
import io.bpfman.siblings.tekton.v1.PipelineRun;
import io.bpfman.siblings.tekton.v1.PipelineRunSpec;
import io.bpfman.siblings.text.Truncation;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Cuts a PipelineRun, which has tens of kilobytes, down to what is read of it. */
public final class LeanPipelineRun {

    private static final int LONGEST = 1024;
    private static final Set<String> KEPT = Stream.concat(FactKeys.OF_BUILDS.stream(), Stream.of(FactKeys.SIGNED))
            .collect(Collectors.toUnmodifiableSet());

    private LeanPipelineRun() {}

    /** The same run with what a decision needs, and nothing else. */
    public static PipelineRun of(PipelineRun run) {
        @Nullable PipelineRunSpec spec = run.spec();
        @Nullable RunStatus status = run.status();
        return run.with(
                lean(run.getMetadata()),
                spec == null || spec.status() == null ? null : spec,
                status == null ? null : lean(status));
    }

    private static RunStatus lean(RunStatus status) {
        return new RunStatus(
                status
                        .succeeded()
                        .map(condition -> new Condition(
                                Condition.SUCCEEDED,
                                shared(condition.status()),
                                shared(condition.reason()),
                                null,
                                null))
                        .stream()
                        .toList(),
                cut(status.startTime()),
                null,
                status.results().stream()
                        .filter(result -> result.name() != null && BuildResults.ALL.contains(result.name()))
                        .map(result -> new NameValue(shared(result.name()), cut(result.value())))
                        .toList());
    }

    /** What is longer can be nothing that counts, and a tenant shall not fill the memory with it. */
    private static @Nullable String cut(@Nullable String text) {
        return text == null ? null : Truncation.cut(text, LONGEST);
    }

    /** What many builds have in common is kept once, and forgotten with the last of them. */
    private static @Nullable String shared(@Nullable String text) {
        @Nullable String cut = cut(text);
        return cut == null ? null : cut.intern();
    }

    private static ObjectMeta lean(ObjectMeta metadata) {
        ObjectMeta lean = new ObjectMeta();
        lean.setName(metadata.getName());
        lean.setNamespace(shared(metadata.getNamespace()));
        lean.setUid(metadata.getUid());
        lean.setResourceVersion(metadata.getResourceVersion());
        lean.setCreationTimestamp(metadata.getCreationTimestamp());
        lean.setLabels(facts(metadata.getLabels()));
        lean.setAnnotations(facts(metadata.getAnnotations()));
        lean.setOwnerReferences(owners(metadata.getOwnerReferences()));
        lean.setFinalizers(List.of());
        lean.setAdditionalProperties(Map.of());
        lean.setManagedFields(List.of());
        return lean;
    }

    private static Map<String, String> facts(@Nullable Map<String, String> all) {
        if (all == null) {
            return Map.of();
        }
        Map<String, String> facts = new HashMap<>();
        for (String key : KEPT) {
            @Nullable String value = shared(all.get(key));
            if (value != null) {
                facts.put(key, value);
            }
        }
        return Map.copyOf(facts);
    }

    private static List<OwnerReference> owners(@Nullable List<OwnerReference> all) {
        if (all == null) {
            return List.of();
        }
        return all.stream()
                .map(owner -> new OwnerReferenceBuilder()
                        .withKind(owner.getKind())
                        .withUid(owner.getUid())
                        .build())
                .toList();
    }
}
