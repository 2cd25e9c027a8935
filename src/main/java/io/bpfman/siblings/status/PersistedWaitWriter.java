package io.bpfman.siblings.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.facts.BuildEvent;
import io.bpfman.siblings.domain.facts.BuildOutcome;
import io.bpfman.siblings.domain.facts.KnownImage;
import io.bpfman.siblings.domain.facts.Origin;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.request.Attempt;
import io.bpfman.siblings.domain.request.WaitRequest;
import io.bpfman.siblings.domain.request.WaitingRun;
import io.bpfman.siblings.domain.sibling.SiblingState;
import io.bpfman.siblings.domain.sibling.Siblings;
import io.bpfman.siblings.report.StateWords;
import io.bpfman.siblings.tekton.GoDuration;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;

/** Writes what a wait remembers: the same facts always give the same bytes. */
public final class PersistedWaitWriter {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private PersistedWaitWriter() {}

    /** The content of {@code status.extraFields}. */
    public static JsonNode write(
            WaitRequest request, Attempt attempt, Siblings siblings, Optional<Instant> lastNotSkipped) {
        ObjectNode memory = JSON.objectNode();
        memory.set(Fields.REQUEST, request(request));
        ArrayNode states = memory.putArray(Fields.SIBLINGS);
        siblings.states().forEach((sibling, state) -> {
            ObjectNode node = sibling(sibling, state, request, attempt);
            Optional.ofNullable(siblings.answerable().get(sibling))
                    .ifPresent(since -> node.put(Fields.ANSWERABLE, since.toString()));
            states.add(node);
        });
        if (!siblings.uncounted().isEmpty()) {
            ArrayNode uncounted = memory.putArray(Fields.NOT_COUNTED);
            siblings.uncounted().forEach(build -> uncounted
                    .addObject()
                    .put(Fields.PIPELINE_RUN, build.pipelineRun())
                    .put(Fields.WHY, word(build.why())));
        }
        lastNotSkipped.ifPresent(time -> memory.put(Fields.LAST_NOT_SKIPPED, time.toString()));
        if (!siblings.unreadable().isEmpty()) {
            ArrayNode unreadable = memory.putArray(Fields.UNSEEN);
            siblings.unreadable().forEach(each -> unreadable
                    .addObject()
                    .put(Fields.KIND, word(each.kind()))
                    .put(Fields.WHY, word(each.why())));
        }
        return memory;
    }

    private static ObjectNode request(WaitRequest request) {
        WaitingRun waitingRun = request.waitingRun();
        ObjectNode node = JSON.objectNode();
        node.put(Fields.REVISION, waitingRun.revision().value());
        waitingRun.application().ifPresent(application -> node.put(Fields.APPLICATION, application));
        waitingRun.component().ifPresent(component -> node.put(Fields.COMPONENT, component.value()));
        waitingRun.branch().ifPresent(branch -> node.put(Fields.BRANCH, branch.value()));
        waitingRun.version().ifPresent(version -> node.put(Fields.VERSION, version.value()));
        if (waitingRun.event() instanceof BuildEvent.PullRequest pullRequest) {
            node.put(Fields.EVENT, Fields.PULL_REQUEST);
            pullRequest.number().ifPresent(number -> node.put(Fields.PULL_REQUEST_NUMBER, number));
        } else {
            node.put(Fields.EVENT, Fields.PUSH);
        }
        waitingRun.uid().ifPresent(uid -> node.put(Fields.WAITING_RUN_UID, uid));
        node.put(Fields.WAITING_RUN_CREATED, waitingRun.created().toString());
        waitingRun.pipeline().ifPresent(pipeline -> node.put(Fields.PIPELINE, pipeline));
        if (waitingRun.repositories().size() == 1) {
            node.put(Fields.REPOSITORY, waitingRun.repositories().first().value());
        } else if (!waitingRun.repositories().isEmpty()) {
            ArrayNode repositories = node.putArray(Fields.REPOSITORIES);
            waitingRun.repositories().forEach(repository -> repositories.add(repository.value()));
        }
        request.onlyApplication().ifPresent(application -> node.put(Fields.ONLY_APPLICATION, application));
        ArrayNode names = node.putArray(Fields.SIBLINGS);
        request.siblings().forEach(sibling -> names.add(sibling.value()));
        node.put(Fields.GRACE, GoDuration.format(request.grace()));
        node.put(Fields.NOT_BUILT, word(request.notBuilt()));
        node.put(Fields.ON_FAILURE, word(request.onFailure()));
        node.put(Fields.SUPERSEDED, word(request.onSuperseded()));
        node.put(Fields.SUPERSEDED_WINDOW, GoDuration.format(request.supersededWindow()));
        if (!request.images().isEmpty()) {
            ObjectNode images = node.putObject(Fields.IMAGES);
            request.images().forEach((sibling, repository) -> images.put(sibling.value(), repository.value()));
        }
        if (!request.trusted().isEmpty()) {
            ObjectNode trusted = node.putObject(Fields.TRUSTED);
            request.trusted().forEach((sibling, repositories) -> {
                ArrayNode values = trusted.putArray(sibling.value());
                repositories.forEach(repository -> values.add(repository.value()));
            });
        }
        if (!request.fallback().isEmpty()) {
            ObjectNode fallback = node.putObject(Fields.FALLBACK);
            request.fallback().forEach((sibling, image) -> fallback.put(sibling.value(), image.toString()));
        }
        node.put(Fields.TIMEOUT, GoDuration.format(request.timeout().orElse(Duration.ZERO)));
        node.put(Fields.RETRIES, request.retries());
        return node;
    }

    private static ObjectNode sibling(ComponentName sibling, SiblingState state, WaitRequest request, Attempt attempt) {
        ObjectNode node = JSON.objectNode();
        node.put(Fields.COMPONENT, sibling.value());
        node.put(Fields.STATE, StateWords.of(state));
        state.decidingBuild().ifPresent(build -> describe(node, build, request));
        state.answer().ifPresent(image -> node.put(Fields.IMAGE, image.toString()));
        state.known().map(KnownImage::origin).ifPresent(origin -> {
            if (origin instanceof Origin.OfSnapshot snapshot) {
                node.put(Fields.SNAPSHOT, snapshot.name());
            } else if (origin instanceof Origin.OfComponentGroup group) {
                node.put(Fields.COMPONENT_GROUP, group.name());
            }
        });
        ArrayNode passedOver = JSON.arrayNode();
        attempt.passedOver().getOrDefault(sibling, Collections.emptySortedSet()).forEach(passedOver::add);
        if (!passedOver.isEmpty()) {
            node.set(Fields.PASSED_OVER, passedOver);
        }
        return node;
    }

    private static void describe(ObjectNode node, Build build, WaitRequest request) {
        node.put(Fields.PIPELINE_RUN, build.name());
        node.put(Fields.UID, build.uid());
        node.put(Fields.CREATED, build.created().toString());
        build.started().ifPresent(started -> node.put(Fields.STARTED, started.toString()));
        if (!build.source().revision().equals(request.waitingRun().revision())) {
            node.put(Fields.REVISION, build.source().revision().value());
        }
        if (!build.source().branch().equals(request.waitingRun().promotingBranch())) {
            build.source().branch().ifPresent(branch -> node.put(Fields.BRANCH, branch.value()));
        }
        if (build.outcome() instanceof BuildOutcome.Failed failed) {
            node.put(Fields.REASON, failed.reason());
        } else if (build.outcome() instanceof BuildOutcome.Cancelled cancelled) {
            node.put(Fields.REASON, cancelled.reason());
            node.put(Fields.CANCELLED, true);
        } else if (build.outcome() instanceof BuildOutcome.Skipped) {
            node.put(Fields.SKIPPED, true);
        } else if (build.outcome() instanceof BuildOutcome.WithoutDigest withoutDigest) {
            node.put(Fields.REASON, withoutDigest.problem());
        }
    }

    private static String word(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT);
    }
}
