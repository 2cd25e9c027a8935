package io.bpfman.siblings.status;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.facts.BuildEvent;
import io.bpfman.siblings.domain.facts.BuildOutcome;
import io.bpfman.siblings.domain.facts.BuildSource;
import io.bpfman.siblings.domain.facts.KnownImage;
import io.bpfman.siblings.domain.facts.Mismatch;
import io.bpfman.siblings.domain.facts.Origin;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.GitRef;
import io.bpfman.siblings.domain.names.ImageReference;
import io.bpfman.siblings.domain.names.ImageRepository;
import io.bpfman.siblings.domain.names.RepositoryUrl;
import io.bpfman.siblings.domain.names.Revision;
import io.bpfman.siblings.domain.names.VersionName;
import io.bpfman.siblings.domain.request.OnFailure;
import io.bpfman.siblings.domain.request.OnNotBuilt;
import io.bpfman.siblings.domain.request.OnSuperseded;
import io.bpfman.siblings.domain.request.WaitRequest;
import io.bpfman.siblings.domain.request.WaitingRun;
import io.bpfman.siblings.domain.sibling.PersistedFacts;
import io.bpfman.siblings.domain.sibling.UncountedBuild;
import io.bpfman.siblings.report.StateWords;
import io.bpfman.siblings.tekton.GoDuration;
import io.bpfman.siblings.tekton.LenientJson;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads what {@link PersistedWaitWriter} wrote. What it did not write is not believed: then there is no memory at all. */
public final class PersistedWaitReader {

    private PersistedWaitReader() {}

    /** What the wait remembers; empty when there is nothing, or nothing that we wrote. */
    public static Optional<PersistedWait> read(@Nullable JsonNode extraFields) {
        if (extraFields == null) {
            return Optional.empty();
        }
        try {
            WaitRequest request = request(extraFields.path(Fields.REQUEST));
            List<Build> builds = new ArrayList<>();
            SortedMap<ComponentName, KnownImage> built = new TreeMap<>();
            SortedMap<ComponentName, KnownImage> promoted = new TreeMap<>();
            SortedSet<String> underWay = new TreeSet<>();
            SortedMap<ComponentName, Instant> answerable = new TreeMap<>();
            List<UncountedBuild> uncounted = new ArrayList<>();
            extraFields
                    .path(Fields.NOT_COUNTED)
                    .forEach(build -> uncounted.add(new UncountedBuild(
                            text(build, Fields.PIPELINE_RUN),
                            Mismatch.valueOf(text(build, Fields.WHY).toUpperCase(Locale.ROOT)))));
            SortedMap<ComponentName, SortedSet<String>> passedOver = new TreeMap<>();
            SortedSet<ComponentName> answered = new TreeSet<>();
            for (JsonNode sibling : extraFields.path(Fields.SIBLINGS)) {
                if (sibling.has(Fields.UID) || sibling.has(Fields.PIPELINE_RUN)) {
                    build(sibling, request).ifPresent(builds::add);
                    if (StateWords.UNDER_WAY.contains(text(sibling, Fields.STATE))) {
                        underWay.add(text(sibling, Fields.UID));
                    }
                } else if (StateWords.BUILT.equals(text(sibling, Fields.STATE))) {
                    built.put(component(sibling), knownImage(sibling));
                } else if (StateWords.PROMOTED.equals(text(sibling, Fields.STATE))) {
                    promoted.put(component(sibling), knownImage(sibling));
                }
                if (StateWords.ANSWERED.contains(text(sibling, Fields.STATE))) {
                    answered.add(component(sibling));
                }
                optional(sibling, Fields.ANSWERABLE)
                        .ifPresent(since -> answerable.put(component(sibling), Instant.parse(since)));
                SortedSet<String> uids = new TreeSet<>();
                sibling.path(Fields.PASSED_OVER).forEach(uid -> uids.add(uid.asText()));
                if (!uids.isEmpty()) {
                    passedOver.put(component(sibling), Collections.unmodifiableSortedSet(uids));
                }
            }
            return Optional.of(new PersistedWait(
                    request,
                    List.copyOf(builds),
                    new PersistedFacts(
                            Collections.unmodifiableSortedMap(built),
                            Collections.unmodifiableSortedMap(promoted),
                            Collections.unmodifiableSortedSet(underWay),
                            Collections.unmodifiableSortedMap(answerable),
                            lastNotSkipped(extraFields)),
                    Collections.unmodifiableSortedMap(passedOver),
                    Collections.unmodifiableSortedSet(answered),
                    List.copyOf(uncounted)));
        } catch (IllegalArgumentException | DateTimeException notOurs) {
            return Optional.empty();
        }
    }

    /** When the last run before the wait's that was not skipped was created; empty when nobody knew or needed to. */
    public static Optional<Instant> lastNotSkipped(JsonNode extraFields) {
        try {
            return optional(extraFields, Fields.LAST_NOT_SKIPPED).map(Instant::parse);
        } catch (DateTimeException notOurs) {
            return Optional.empty();
        }
    }

    /** Where the siblings stood; none where nothing, or nothing that we wrote, is there. */
    public static List<PersistedSibling> siblings(@Nullable JsonNode extraFields) {
        if (read(extraFields).isEmpty() || extraFields == null) {
            return List.of();
        }
        List<PersistedSibling> siblings = new ArrayList<>();
        for (JsonNode sibling : extraFields.path(Fields.SIBLINGS)) {
            Optional<String> pipelineRun = optional(sibling, Fields.PIPELINE_RUN);
            Optional<String> image = optional(sibling, Fields.IMAGE);
            Optional<String> source = image.filter(any -> pipelineRun.isEmpty())
                    .flatMap(any -> PersistedSibling.source(
                            StateWords.FALLBACK.equals(text(sibling, Fields.STATE))
                                    ? new Origin.OfRequest()
                                    : origin(sibling)));
            siblings.add(new PersistedSibling(
                    text(sibling, Fields.COMPONENT), text(sibling, Fields.STATE), pipelineRun, source, image));
        }
        return List.copyOf(siblings);
    }

    private static WaitRequest request(JsonNode node) {
        SortedSet<ComponentName> siblings = new TreeSet<>();
        node.path(Fields.SIBLINGS).forEach(sibling -> siblings.add(new ComponentName(sibling.asText())));
        if (siblings.isEmpty()) {
            throw new IllegalArgumentException("no siblings");
        }
        return new WaitRequest(
                waitingRun(node),
                optional(node, Fields.ONLY_APPLICATION),
                Collections.unmodifiableSortedSet(siblings),
                duration(node, Fields.GRACE),
                OnNotBuilt.valueOf(text(node, Fields.NOT_BUILT).toUpperCase(Locale.ROOT)),
                OnFailure.valueOf(text(node, Fields.ON_FAILURE).toUpperCase(Locale.ROOT)),
                // A status of the version that knew of no such thing says nothing of it.
                optional(node, Fields.SUPERSEDED)
                        .map(choice -> OnSuperseded.valueOf(choice.toUpperCase(Locale.ROOT)))
                        .orElse(OnSuperseded.PROCEED),
                optional(node, Fields.SUPERSEDED_WINDOW)
                        .flatMap(GoDuration::parse)
                        .orElse(Duration.ZERO),
                bySibling(node.path(Fields.IMAGES), image -> new ImageRepository(image.asText())),
                bySibling(node.path(Fields.TRUSTED), PersistedWaitReader::repositories),
                bySibling(node.path(Fields.FALLBACK), image -> image(image.asText())),
                Optional.of(duration(node, Fields.TIMEOUT)).filter(timeout -> !timeout.isZero()),
                node.path(Fields.RETRIES).asInt());
    }

    private static WaitingRun waitingRun(JsonNode node) {
        BuildEvent event = Fields.PUSH.equals(text(node, Fields.EVENT))
                ? new BuildEvent.Push()
                : new BuildEvent.PullRequest(optional(node, Fields.PULL_REQUEST_NUMBER));
        return new WaitingRun(
                optional(node, Fields.WAITING_RUN_UID),
                new Revision(text(node, Fields.REVISION)),
                optional(node, Fields.APPLICATION),
                optional(node, Fields.COMPONENT).map(ComponentName::new),
                optional(node, Fields.BRANCH).map(GitRef::new),
                optional(node, Fields.VERSION).map(VersionName::new),
                event,
                Instant.parse(text(node, Fields.WAITING_RUN_CREATED)),
                optional(node, Fields.PIPELINE),
                urls(node));
    }

    private static SortedSet<RepositoryUrl> urls(JsonNode node) {
        SortedSet<RepositoryUrl> urls = new TreeSet<>();
        optional(node, Fields.REPOSITORY).map(RepositoryUrl::new).ifPresent(urls::add);
        node.path(Fields.REPOSITORIES).forEach(url -> urls.add(new RepositoryUrl(url.asText())));
        return Collections.unmodifiableSortedSet(urls);
    }

    private static SortedSet<ImageRepository> repositories(JsonNode names) {
        SortedSet<ImageRepository> repositories = new TreeSet<>();
        names.forEach(name -> repositories.add(new ImageRepository(name.asText())));
        return Collections.unmodifiableSortedSet(repositories);
    }

    private static <T> SortedMap<ComponentName, T> bySibling(JsonNode node, Function<JsonNode, T> reader) {
        SortedMap<ComponentName, T> values = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            values.put(new ComponentName(entry.getKey()), reader.apply(entry.getValue()));
        }
        return Collections.unmodifiableSortedMap(values);
    }

    /** The build; empty when it has not ended, as then only what the API server says of it counts. */
    private static Optional<Build> build(JsonNode node, WaitRequest request) {
        WaitingRun waitingRun = request.waitingRun();
        boolean promoted = StateWords.PROMOTED.equals(text(node, Fields.STATE));
        return outcome(node)
                .map(outcome -> new Build(
                        new BuildSource(
                                component(node),
                                optional(node, Fields.REVISION)
                                        .map(Revision::new)
                                        .orElse(waitingRun.revision()),
                                waitingRun.application(),
                                optional(node, Fields.BRANCH)
                                        .map(GitRef::new)
                                        .or(() -> promoted ? waitingRun.promotingBranch() : waitingRun.branch()),
                                promoted ? Optional.empty() : waitingRun.version(),
                                promoted ? new BuildEvent.Push() : waitingRun.event()),
                        text(node, Fields.PIPELINE_RUN),
                        text(node, Fields.UID),
                        Instant.parse(text(node, Fields.CREATED)),
                        optional(node, Fields.STARTED).map(Instant::parse),
                        outcome));
    }

    private static Optional<BuildOutcome> outcome(JsonNode node) {
        return switch (text(node, Fields.STATE)) {
            case StateWords.BUILT, StateWords.PROMOTED -> Optional.of(new BuildOutcome.Built(image(node)));
            case StateWords.WITHOUT_DIGEST ->
                Optional.of(
                        node.path(Fields.SKIPPED).asBoolean()
                                ? new BuildOutcome.Skipped()
                                : new BuildOutcome.WithoutDigest(text(node, Fields.REASON)));
            case StateWords.FAILED ->
                Optional.of(
                        node.path(Fields.CANCELLED).asBoolean()
                                ? new BuildOutcome.Cancelled(text(node, Fields.REASON))
                                : new BuildOutcome.Failed(text(node, Fields.REASON)));
            default -> Optional.empty();
        };
    }

    private static KnownImage knownImage(JsonNode node) {
        return new KnownImage(origin(node), image(node));
    }

    /** What tells of an image where no build does. */
    private static Origin origin(JsonNode node) {
        return optional(node, Fields.SNAPSHOT)
                .<Origin>map(Origin.OfSnapshot::new)
                .or(() -> optional(node, Fields.COMPONENT_GROUP).map(Origin.OfComponentGroup::new))
                .orElseGet(Origin.OfComponent::new);
    }

    private static ImageReference image(JsonNode node) {
        return image(text(node, Fields.IMAGE));
    }

    private static ImageReference image(String text) {
        return ImageReference.parse(text).orElseThrow(() -> new IllegalArgumentException("no image"));
    }

    private static ComponentName component(JsonNode node) {
        return new ComponentName(text(node, Fields.COMPONENT));
    }

    private static Duration duration(JsonNode node, String field) {
        return GoDuration.parse(text(node, field))
                .orElseThrow(() -> new IllegalArgumentException("no duration: " + field));
    }

    private static Optional<String> optional(JsonNode node, String field) {
        return Optional.ofNullable(LenientJson.text(node, field));
    }

    private static String text(JsonNode node, String field) {
        return optional(node, field).orElseThrow(() -> new IllegalArgumentException("no text: " + field));
    }
}
