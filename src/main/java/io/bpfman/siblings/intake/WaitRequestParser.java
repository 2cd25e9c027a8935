package io.bpfman.siblings.intake;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpfman.siblings.domain.component.KonfluxFacts;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.GitRef;
import io.bpfman.siblings.domain.names.ImageReference;
import io.bpfman.siblings.domain.names.ImageRepository;
import io.bpfman.siblings.domain.names.Revision;
import io.bpfman.siblings.domain.request.OnFailure;
import io.bpfman.siblings.domain.request.OnNotBuilt;
import io.bpfman.siblings.domain.request.OnSuperseded;
import io.bpfman.siblings.domain.request.WaitRequest;
import io.bpfman.siblings.domain.request.WaitingRun;
import io.bpfman.siblings.domain.result.Results;
import io.bpfman.siblings.konflux.FactKeys;
import io.bpfman.siblings.tekton.GoDuration;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRunSpec;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Parses the request of a CustomRun of ours; whatever is wrong with it is told at once. */
public final class WaitRequestParser {

    /** The params that there are. */
    public static final Set<String> PARAMS = Set.of(
            "revision",
            "application",
            "component",
            "siblings",
            "grace",
            "not-built",
            "on-failure",
            "superseded",
            "images",
            "trusted",
            "fallback");

    /** How many attempts may follow the first. */
    public static final int MOST_RETRIES = 10;

    private static final Duration DEFAULT_GRACE = Duration.ofSeconds(60);
    private static final Duration LONGEST_GRACE = Duration.ofHours(1);
    private static final int LONGEST_APPLICATION = 63;
    private static final int MOST_SIBLINGS = 256;

    private final CustomRun run;
    private final CustomRunSpec spec;
    private final RunFacts facts;
    private final ParamReader params;
    private final Supplier<KonfluxFacts> konflux;

    private WaitRequestParser(CustomRun run, CustomRunSpec spec, Supplier<KonfluxFacts> konflux) {
        this.run = run;
        this.konflux = konflux;
        this.spec = spec;
        this.facts = RunFacts.of(run.getMetadata());
        this.params = new ParamReader(spec.params(), PARAMS);
    }

    /**
     * Parses the request.
     *
     * @param waitingRunCreated when the PipelineRun that owns the run was created
     * @param named the results of the run that its pipeline names, each with the reference that does
     * @param konflux of the run's namespace, asked only where siblings are not named
     */
    public static Parsed<WaitRequest> parse(
            CustomRun run,
            Instant waitingRunCreated,
            SortedMap<String, String> named,
            Supplier<KonfluxFacts> konflux,
            Defaults defaults) {
        return new WaitRequestParser(run, run.specOrEmpty(), konflux).parse(waitingRunCreated, named, defaults);
    }

    /** How long an attempt of the run may take; empty for ever, and where it is not understood. */
    static Optional<Duration> timeout(CustomRun run, Defaults defaults) {
        return new WaitRequestParser(run, run.specOrEmpty(), KonfluxFacts::empty).timeout(defaults.timeout());
    }

    private Parsed<WaitRequest> parse(Instant waitingRunCreated, SortedMap<String, String> named, Defaults defaults) {
        noteOtherTask();
        Optional<Revision> revision = revision();
        Optional<ComponentName> component = component();
        Optional<String> onlyApplication = onlyApplication();
        Optional<String> application = facts.first(FactKeys.APPLICATION);
        SortedSet<ComponentName> siblings = siblings(component, onlyApplication.or(() -> application));
        Duration grace = grace();
        OnNotBuilt notBuilt = choice("not-built", OnNotBuilt.PROMOTED, OnNotBuilt.values());
        OnFailure onFailure = choice("on-failure", OnFailure.FAIL, OnFailure.values());
        OnSuperseded onSuperseded = choice("superseded", OnSuperseded.SKIP, OnSuperseded.values());
        SortedMap<ComponentName, ImageRepository> images = images(siblings);
        SortedMap<ComponentName, SortedSet<ImageRepository>> trusted = trusted(siblings);
        SortedMap<ComponentName, ImageReference> fallback = fallback(siblings);
        noteMissingResults(siblings, named);
        Optional<Duration> timeout = timeout(defaults.timeout());
        int retries = retries();
        if (revision.isEmpty() || !params.problems().isEmpty()) {
            return new Parsed.Invalid<>(
                    params.problems(), revision.map(Revision::value).orElse(""), siblings);
        }
        WaitingRun waitingRun = new WaitingRun(
                CustomTask.waitingRun(run).map(OwnerReference::getUid),
                revision.get(),
                application,
                component,
                facts.branch(),
                facts.version(),
                facts.event(),
                waitingRunCreated,
                facts.pipeline(),
                facts.repositories());
        return new Parsed.Valid<>(new WaitRequest(
                waitingRun,
                onlyApplication,
                siblings,
                grace,
                notBuilt,
                onFailure,
                onSuperseded,
                defaults.supersededWindow(),
                images,
                trusted,
                fallback,
                timeout,
                retries));
    }

    private void noteOtherTask() {
        CustomTask.other(run)
                .ifPresent(other -> params.problem("there is no custom task %s: write apiVersion %s and kind %s"
                        .formatted(ParamReader.quoted(other), CustomTask.API_VERSION, CustomTask.KIND)));
        if (spec.customRef() == null) {
            params.problem(
                    "customSpec is not supported: write taskRef (in a CustomRun, customRef) with apiVersion %s, kind %s and no name"
                            .formatted(CustomTask.API_VERSION, CustomTask.KIND));
        } else if (spec.customRef().name() != null && !spec.customRef().name().isEmpty()) {
            params.problem("a name in taskRef or customRef is not supported: write apiVersion %s and kind %s only"
                    .formatted(CustomTask.API_VERSION, CustomTask.KIND));
        }
    }

    private Optional<Revision> revision() {
        Optional<String> param = params.text("revision");
        Optional<String> text = param.or(() -> facts.revision());
        if (text.isEmpty()) {
            params.problem("param revision is missing, and no label or annotation %s tells it"
                    .formatted(String.join(" or ", FactKeys.REVISION)));
        } else if (!Revision.wellFormed(text.get())) {
            params.problem("%s must be a full commit id, 40 or 64 lower-case hex digits, and is %s"
                    .formatted(
                            param.isPresent() ? "param revision" : "the revision label or annotation",
                            ParamReader.quoted(text.get())));
        }
        return text.filter(Revision::wellFormed).map(Revision::new);
    }

    private Optional<ComponentName> component() {
        Optional<String> param = params.text("component");
        if (param.isPresent() && !ComponentName.wellFormed(param.get())) {
            params.problem(
                    "param component must be a component's name and is %s".formatted(ParamReader.quoted(param.get())));
        }
        return param.or(() -> facts.first(FactKeys.COMPONENT))
                .filter(ComponentName::wellFormed)
                .map(ComponentName::new);
    }

    private Optional<String> onlyApplication() {
        Optional<String> application = params.text("application");
        if (application.filter(name -> name.length() > LONGEST_APPLICATION).isPresent()) {
            params.problem("param application must have at most %d characters, and has %d"
                    .formatted(LONGEST_APPLICATION, application.get().length()));
        }
        return application;
    }

    private SortedSet<ComponentName> siblings(Optional<ComponentName> component, Optional<String> application) {
        int problemsBefore = params.problems().size();
        List<String> names = params.texts("siblings");
        if (names.isEmpty()) {
            return params.problems().size() == problemsBefore
                    ? discovered(component, application)
                    : Collections.emptySortedSet();
        }
        if (names.size() > MOST_SIBLINGS) {
            params.problem("param siblings names %d components, at most %d are possible"
                    .formatted(names.size(), MOST_SIBLINGS));
            return Collections.emptySortedSet();
        }
        SortedSet<ComponentName> siblings = new TreeSet<>();
        SortedSet<String> repeated = new TreeSet<>();
        for (String name : names) {
            if (!ComponentName.wellFormed(name)) {
                params.problem("param siblings: %s is no component's name".formatted(ParamReader.quoted(name)));
            } else if (!siblings.add(new ComponentName(name))) {
                repeated.add(name);
            }
        }
        repeated.forEach(name -> params.problem("param siblings names %s twice".formatted(name)));
        component
                .filter(siblings::contains)
                .ifPresent(
                        own -> params.problem("param siblings names %s, the subject's own component".formatted(own)));
        noteCollidingResults(siblings);
        return Collections.unmodifiableSortedSet(siblings);
    }

    private SortedSet<ComponentName> discovered(Optional<ComponentName> component, Optional<String> application) {
        SiblingDiscovery discovery = new SiblingDiscovery(
                konflux.get(),
                component,
                facts.branch().flatMap(GitRef::pushedBranch),
                facts.repositories(),
                application);
        SortedSet<ComponentName> siblings = discovery.siblings();
        if (siblings.isEmpty()) {
            params.problem("param siblings is missing, and %s: name the components to wait for"
                    .formatted(discovery.whyNone()));
        } else if (siblings.size() > MOST_SIBLINGS) {
            params.problem("param siblings is missing, and there would be %d, of which at most %d are possible"
                    .formatted(siblings.size(), MOST_SIBLINGS));
            return Collections.emptySortedSet();
        }
        noteCollidingResults(siblings);
        return siblings;
    }

    private void noteCollidingResults(SortedSet<ComponentName> siblings) {
        SortedMap<String, ComponentName> owners = new TreeMap<>();
        for (ComponentName sibling : siblings) {
            for (String result : Results.namesOf(sibling)) {
                @Nullable ComponentName other = owners.put(result, sibling);
                if (Results.FIXED_NAMES.contains(result)) {
                    params.problem("param siblings: %s cannot be awaited, as %s is the name of another result"
                            .formatted(sibling, result));
                } else if (other != null) {
                    params.problem("param siblings: %s and %s cannot be awaited together, as both have a result %s"
                            .formatted(other, sibling, result));
                }
            }
        }
    }

    private Duration grace() {
        Optional<String> text = params.text("grace");
        Optional<Duration> grace = text.flatMap(GoDuration::parse)
                .filter(duration -> !duration.isNegative() && duration.compareTo(LONGEST_GRACE) <= 0);
        if (text.isPresent() && grace.isEmpty()) {
            params.problem("param grace must be a duration from 0s to 1h, for example 90s, and is %s"
                    .formatted(ParamReader.quoted(text.get())));
        }
        return grace.orElse(DEFAULT_GRACE);
    }

    private <E extends Enum<E>> E choice(String name, E byDefault, E[] choices) {
        Function<E, String> spelling = choice -> choice.name().toLowerCase(Locale.ROOT);
        Optional<String> text = params.text(name);
        for (E choice : choices) {
            if (text.isPresent() && spelling.apply(choice).equals(text.get())) {
                return choice;
            }
        }
        text.ifPresent(given -> params.problem("param %s must be one of %s, and is %s"
                .formatted(
                        name,
                        String.join(
                                ", ", List.of(choices).stream().map(spelling).toList()),
                        ParamReader.quoted(given))));
        return byDefault;
    }

    private SortedMap<ComponentName, ImageRepository> images(SortedSet<ComponentName> siblings) {
        return bySibling(
                "images",
                siblings,
                "component=repository, the repository without tag and digest",
                WaitRequestParser::repository);
    }

    private SortedMap<ComponentName, SortedSet<ImageRepository>> trusted(SortedSet<ComponentName> siblings) {
        SortedMap<ComponentName, SortedSet<ImageRepository>> trusted = new TreeMap<>();
        entries(
                "trusted",
                siblings,
                "component=repository, the repository without tag and digest",
                WaitRequestParser::repository,
                (sibling, repository) -> trusted.computeIfAbsent(sibling, first -> new TreeSet<>())
                        .add(repository));
        return Collections.unmodifiableSortedMap(trusted);
    }

    private SortedMap<ComponentName, ImageReference> fallback(SortedSet<ComponentName> siblings) {
        return bySibling(
                "fallback",
                siblings,
                "component=repository@sha256:…, the image pinned by its digest",
                ImageReference::parse);
    }

    private static Optional<ImageRepository> repository(String text) {
        return Optional.of(text).filter(ImageRepository::wellFormed).map(ImageRepository::new);
    }

    private <T> SortedMap<ComponentName, T> bySibling(
            String param, SortedSet<ComponentName> siblings, String form, Function<String, Optional<T>> parser) {
        SortedMap<ComponentName, T> values = new TreeMap<>();
        entries(param, siblings, form, parser, (sibling, value) -> {
            if (values.put(sibling, value) != null) {
                params.problem("param %s names %s twice".formatted(param, sibling));
            }
        });
        return Collections.unmodifiableSortedMap(values);
    }

    private <T> void entries(
            String param,
            SortedSet<ComponentName> siblings,
            String form,
            Function<String, Optional<T>> parser,
            BiConsumer<ComponentName, T> taker) {
        for (String entry : params.texts(param)) {
            int equals = entry.indexOf('=');
            String name = equals < 0 ? "" : entry.substring(0, equals);
            Optional<T> value = parser.apply(entry.substring(equals + 1));
            if (equals < 0 || !ComponentName.wellFormed(name) || value.isEmpty()) {
                params.problem("param %s: %s is not %s".formatted(param, ParamReader.quoted(entry), form));
            } else if (!siblings.contains(new ComponentName(name))) {
                params.problem("param %s names %s, which is none of the siblings".formatted(param, name));
            } else {
                taker.accept(new ComponentName(name), value.get());
            }
        }
    }

    /** Tekton skips a task that names a result which is not there, and the pipeline ends well without it. */
    private void noteMissingResults(SortedSet<ComponentName> siblings, SortedMap<String, String> named) {
        SortedSet<String> results = new TreeSet<>(Results.FIXED_NAMES);
        siblings.forEach(sibling -> results.addAll(Results.namesOf(sibling)));
        List<String> missing = named.entrySet().stream()
                .filter(reference -> !results.contains(reference.getKey()))
                .map(Map.Entry::getValue)
                .toList();
        if (!siblings.isEmpty() && !missing.isEmpty()) {
            params.problem("the pipeline uses %s, and this wait has the results %s only"
                    .formatted(String.join(" and ", missing), String.join(", ", results)));
        }
    }

    private Optional<Duration> timeout(Duration defaultTimeout) {
        @Nullable JsonNode node = spec.timeout();
        if (node == null) {
            return Optional.of(defaultTimeout).filter(timeout -> !timeout.isZero());
        }
        Optional<Duration> timeout = node.isTextual() ? GoDuration.parse(node.textValue()) : Optional.empty();
        if (timeout.isEmpty() || timeout.get().isNegative()) {
            params.problem("timeout must be a duration of zero or more, for example 1h30m, and is %s"
                    .formatted(ParamReader.quoted(node.asText())));
            return Optional.empty();
        }
        return timeout.filter(duration -> !duration.isZero());
    }

    private int retries() {
        @Nullable JsonNode node = spec.retries();
        if (node == null) {
            return 0;
        }
        if (node.isIntegralNumber() && node.bigIntegerValue().signum() < 0) {
            return 0;
        }
        if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() > MOST_RETRIES) {
            params.problem("retries must be a number from 0 to %d, and is %s"
                    .formatted(MOST_RETRIES, ParamReader.quoted(node.asText())));
            return 0;
        }
        return node.intValue();
    }
}
