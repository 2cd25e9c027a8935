package io.bpfman.siblings.board;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bpfman.siblings.domain.component.Component;
import io.bpfman.siblings.domain.component.KonfluxFacts;
import io.bpfman.siblings.domain.component.Promotion;
import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.facts.BuildOutcome;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.request.WaitRequest;
import io.bpfman.siblings.intake.BuildReader;
import io.bpfman.siblings.intake.CustomTask;
import io.bpfman.siblings.report.StateWords;
import io.bpfman.siblings.status.PersistedSibling;
import io.bpfman.siblings.status.PersistedWait;
import io.bpfman.siblings.status.PersistedWaitReader;
import io.bpfman.siblings.tekton.Condition;
import io.bpfman.siblings.tekton.Instants;
import io.bpfman.siblings.tekton.RunStatus;
import io.bpfman.siblings.tekton.v1.PipelineRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRunStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the page of a namespace shows, made of nothing but what the cluster has. */
public record Board(String namespace, List<WaitingComponent> components, Instant asOf) {

    /** Older revisions of a component are of no use on a screen. */
    static final int MOST_REVISIONS = 10;

    /** OpenShift Pipelines as Code: pkg/apis/pipelinesascode/keys/keys.go. */
    private static final String LOG_URL = "pipelinesascode.tekton.dev/log-url";

    private static final String COMMIT_URL = "pipelinesascode.tekton.dev/sha-url";
    private static final String STANDALONE = "waits outside of a pipeline";

    /** By the objects of the namespace; runs that are none of ours, and PipelineRuns that build nothing, are left out. */
    public static Board of(
            String namespace,
            Collection<PipelineRun> pipelineRuns,
            Collection<CustomRun> customRuns,
            KonfluxFacts konflux,
            Instant now) {
        Map<BuiltFor, PipelineRun> newestBuilds = new HashMap<>();
        for (PipelineRun run : pipelineRuns) {
            BuildReader.source(run.getMetadata())
                    .filter(any -> BuildReader.isBuild(run.getMetadata()))
                    .ifPresent(source -> newestBuilds.merge(
                            new BuiltFor(
                                    source.component().value(),
                                    source.revision().value()),
                            run,
                            BinaryOperator.maxBy(Comparator.comparing(Board::created))));
        }
        Map<String, PipelineRun> byName = pipelineRuns.stream()
                .collect(Collectors.toMap(run -> run.getMetadata().getName(), run -> run, (one, other) -> one));
        Map<String, List<CustomRun>> waits = customRuns.stream()
                .filter(CustomTask::ours)
                .collect(Collectors.groupingBy(run -> component(run, byName), TreeMap::new, Collectors.toList()));
        List<WaitingComponent> components = waits.entrySet().stream()
                .map(entry -> {
                    List<CustomRun> newestFirst = entry.getValue().stream()
                            .sorted(Comparator.comparing(Board::created).reversed())
                            .toList();
                    return new WaitingComponent(
                            entry.getKey(),
                            newestFirst.stream()
                                    .limit(MOST_REVISIONS)
                                    .map(run -> row(entry.getKey(), run, newestBuilds, byName, now))
                                    .toList(),
                            images(newestFirst, konflux));
                })
                .toList();
        return new Board(namespace, components, now);
    }

    /** What a PipelineRun was started for. */
    private record BuiltFor(String component, String revision) {}

    private static String component(CustomRun wait, Map<String, PipelineRun> byName) {
        return CustomTask.waitingRun(wait)
                .map(OwnerReference::getName)
                .map(byName::get)
                .flatMap(BuildReader::read)
                .map(build -> build.component().value())
                .or(() -> request(wait)
                        .flatMap(asked -> asked.waitingRun().component())
                        .map(Object::toString))
                .or(() -> CustomTask.waitingRun(wait).map(OwnerReference::getName))
                .orElse(STANDALONE);
    }

    private static Optional<WaitRequest> request(CustomRun wait) {
        return PersistedWaitReader.read(wait.statusOrEmpty().extraFields()).map(PersistedWait::request);
    }

    private static RevisionRow row(
            String component,
            CustomRun wait,
            Map<BuiltFor, PipelineRun> newestBuilds,
            Map<String, PipelineRun> byName,
            Instant now) {
        CustomRunStatus status = wait.statusOrEmpty();
        Optional<WaitRequest> request = request(wait);
        String revision =
                request.map(asked -> asked.waitingRun().revision().value()).orElse("");
        Map<String, PersistedSibling> siblings = PersistedWaitReader.siblings(status.extraFields()).stream()
                .collect(Collectors.toMap(
                        PersistedSibling::component, Function.identity(), (one, other) -> one, TreeMap::new));
        List<Lane> lanes = new ArrayList<>();
        siblings.values().forEach(sibling -> lanes.add(sibling(sibling, revision, newestBuilds, byName)));
        lanes.add(lane(component, wait));
        Optional<PipelineRun> own =
                CustomTask.waitingRun(wait).map(OwnerReference::getName).map(byName::get);
        own.ifPresent(run -> lanes.add(build(Lane.Kind.OWN, component, run)));
        boolean over = status.done();
        return new RevisionRow(
                revision,
                link(wait, COMMIT_URL).or(() -> own.flatMap(run -> link(run, COMMIT_URL))),
                wait.getMetadata().getName(),
                state(status),
                status.succeeded().map(Condition::reason).orElse(""),
                status.succeeded().map(Condition::message).orElse("no controller has written a status yet"),
                request.flatMap(WaitRequest::timeout)
                        .filter(any -> !over)
                        .flatMap(timeout -> Instants.parse(status.startTime()).map(start -> start.plus(timeout))),
                List.copyOf(lanes),
                now);
    }

    /** By the PipelineRun that the wait names, or else by the newest one of the revision. */
    private static Lane sibling(
            PersistedSibling sibling,
            String revision,
            Map<BuiltFor, PipelineRun> newestBuilds,
            Map<String, PipelineRun> byName) {
        Optional<PipelineRun> run = sibling.pipelineRun()
                .map(byName::get)
                .or(() -> Optional.ofNullable(newestBuilds.get(new BuiltFor(sibling.component(), revision))));
        if (run.isPresent()) {
            Lane lane = build(Lane.Kind.SIBLING, sibling.component(), run.get());
            boolean promoted = StateWords.PROMOTED.equals(sibling.state());
            return new Lane(
                    lane.kind(),
                    lane.component(),
                    lane.run(),
                    promoted ? Lane.State.PROMOTED : lane.state(),
                    lane.created(),
                    lane.started(),
                    lane.ended(),
                    sibling.image().or(lane::image),
                    lane.log());
        }
        return new Lane(
                Lane.Kind.SIBLING,
                sibling.component(),
                sibling.pipelineRun().or(sibling::source),
                word(sibling.state()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                sibling.image(),
                Optional.empty());
    }

    /** Of a sibling without a PipelineRun. */
    private static Lane.State word(String state) {
        return switch (state) {
            case StateWords.BUILT -> Lane.State.BUILT;
            case StateWords.PROMOTED, StateWords.FALLBACK -> Lane.State.PROMOTED;
            case StateWords.FAILED, StateWords.NOT_BUILT, StateWords.UNTRUSTED -> Lane.State.FAILED;
            case StateWords.WITHOUT_DIGEST -> Lane.State.WITHOUT_DIGEST;
            case StateWords.OMITTED -> Lane.State.SKIPPED;
            default -> Lane.State.AWAITED;
        };
    }

    private static Lane lane(String component, CustomRun wait) {
        CustomRunStatus status = wait.statusOrEmpty();
        return new Lane(
                Lane.Kind.WAIT,
                component,
                Optional.of(wait.getMetadata().getName()),
                state(status),
                Optional.of(created(wait)),
                Optional.of(created(wait)),
                Instants.parse(status.completionTime()),
                Optional.empty(),
                Optional.empty());
    }

    private static Lane.State state(CustomRunStatus status) {
        Optional<Condition> condition = status.succeeded();
        if (condition.isEmpty() || "Unknown".equals(condition.get().status())) {
            return Lane.State.WAITING;
        }
        if ("True".equals(condition.get().status())) {
            return "Superseded".equals(condition.get().reason()) ? Lane.State.SUPERSEDED : Lane.State.READY;
        }
        return "CustomRunCancelled".equals(condition.get().reason()) ? Lane.State.CANCELLED : Lane.State.FAILED;
    }

    private static Lane build(Lane.Kind kind, String component, PipelineRun run) {
        Optional<Build> build = BuildReader.read(run);
        @Nullable RunStatus status = run.status();
        Optional<BuildOutcome> outcome = build.map(Build::outcome);
        Lane.State state = outcome.map(Board::state).orElse(Lane.State.RUNNING);
        Optional<Instant> started = status == null ? Optional.empty() : Instants.parse(status.startTime());
        return new Lane(
                kind,
                component,
                Optional.of(run.getMetadata().getName()),
                state,
                Optional.of(created(run)),
                started.filter(any -> state != Lane.State.QUEUED),
                status == null ? Optional.empty() : Instants.parse(status.completionTime()),
                outcome.filter(BuildOutcome.Built.class::isInstance)
                        .map(built -> ((BuildOutcome.Built) built).image().toString()),
                link(run, LOG_URL));
    }

    private static Lane.State state(BuildOutcome outcome) {
        if (outcome instanceof BuildOutcome.Built) {
            return Lane.State.BUILT;
        }
        if (outcome instanceof BuildOutcome.Queued) {
            return Lane.State.QUEUED;
        }
        if (outcome instanceof BuildOutcome.Failed) {
            return Lane.State.FAILED;
        }
        if (outcome instanceof BuildOutcome.Cancelled) {
            return Lane.State.CANCELLED;
        }
        if (outcome instanceof BuildOutcome.Skipped) {
            return Lane.State.SKIPPED;
        }
        return outcome instanceof BuildOutcome.WithoutDigest ? Lane.State.WITHOUT_DIGEST : Lane.State.RUNNING;
    }

    private static List<WaitingComponent.SiblingImage> images(List<CustomRun> newestFirst, KonfluxFacts konflux) {
        Optional<CustomRun> newestGood = newestFirst.stream()
                .filter(run -> state(run.statusOrEmpty()) == Lane.State.READY)
                .findFirst();
        Map<String, String> handedOn = newestGood.map(Board::pullspecs).orElse(Map.of());
        TreeSet<String> siblings = new TreeSet<>(handedOn.keySet());
        newestFirst.stream()
                .findFirst()
                .map(run -> PersistedWaitReader.siblings(run.statusOrEmpty().extraFields()))
                .ifPresent(all -> all.forEach(sibling -> siblings.add(sibling.component())));
        return siblings.stream()
                .map(sibling -> new WaitingComponent.SiblingImage(
                        sibling, promoted(sibling, konflux), Optional.ofNullable(handedOn.get(sibling))))
                .toList();
    }

    private static Optional<String> promoted(String sibling, KonfluxFacts konflux) {
        return Optional.of(sibling)
                .filter(ComponentName::wellFormed)
                .map(ComponentName::new)
                .flatMap(konflux::component)
                .flatMap(Component::promotion)
                .map(Promotion::image)
                .map(Object::toString);
    }

    private static Map<String, String> pullspecs(CustomRun wait) {
        Map<String, String> pullspecs = new TreeMap<>();
        wait.statusOrEmpty().results().stream()
                .filter(result -> "pullspecs".equals(result.name()) && result.value() != null)
                .forEach(result -> object(String.valueOf(result.value()))
                        .properties()
                        .forEach(entry ->
                                pullspecs.put(entry.getKey(), entry.getValue().asText())));
        return pullspecs;
    }

    private static JsonNode object(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException malformed) {
            return new ObjectMapper().createObjectNode();
        }
    }

    private static Instant created(HasMetadata object) {
        return Instants.parse(object.getMetadata().getCreationTimestamp()).orElse(Instant.EPOCH);
    }

    /** A tenant may have written anything there, and a link must not run a script. */
    private static Optional<String> link(HasMetadata object, String annotation) {
        return Optional.ofNullable(object.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(annotation))
                .filter(url -> url.startsWith("https://") || url.startsWith("http://"));
    }
}
