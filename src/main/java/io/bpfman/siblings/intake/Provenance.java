package io.bpfman.siblings.intake;

import io.bpfman.siblings.domain.component.KonfluxFacts;
import io.bpfman.siblings.domain.facts.BuildEvent;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.GitRef;
import io.bpfman.siblings.domain.names.RepositoryUrl;
import io.bpfman.siblings.domain.names.VersionName;
import io.bpfman.siblings.konflux.FactKeys;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a wait takes for its own, and from where it knows: for whoever asks why a build counts, or does not.
 *
 * @param fact what it is, in one word
 * @param from the params, annotations, labels and objects that tell it
 */
public record Provenance(String fact, String value, String from) {

    private static final String AND = " and ";

    /** Everything of the run that decides which builds are its siblings'. */
    public static List<Provenance> of(CustomRun run, KonfluxFacts konflux) {
        RunFacts facts = RunFacts.of(run.getMetadata());
        ParamReader params = new ParamReader(run.specOrEmpty().params(), WaitRequestParser.PARAMS);
        Optional<String> component = params.text("component").or(() -> facts.first(FactKeys.COMPONENT));
        List<Provenance> all = new ArrayList<>();
        repositories(facts, component, konflux)
                .forEach((url, from) -> all.add(new Provenance("repository", url.value(), String.join(AND, from))));
        facts.branch().ifPresent(branch -> all.add(new Provenance("branch", branch.value(), branchFrom(facts))));
        told("version", facts, FactKeys.VERSION, text -> VersionName.of(text).map(VersionName::value))
                .ifPresent(all::add);
        told("application", facts, FactKeys.APPLICATION, Optional::of).ifPresent(all::add);
        params.text("application")
                .ifPresent(only -> all.add(new Provenance("only", "builds of " + only, "param application")));
        all.add(new Provenance(
                "event",
                event(facts),
                facts.told(FactKeys.EVENT).findFirst().map(RunFacts.Told::from).orElse("default")));
        all.add(new Provenance("siblings", "", siblings(params, facts, component, konflux)));
        return List.copyOf(all);
    }

    private static SortedMap<RepositoryUrl, List<String>> repositories(
            RunFacts facts, Optional<String> component, KonfluxFacts konflux) {
        SortedMap<RepositoryUrl, List<String>> repositories = new TreeMap<>();
        Stream.of(FactKeys.REPO_URL, FactKeys.REPOSITORY_LINKS)
                .flatMap(facts::told)
                .forEach(told -> RepositoryUrl.parse(told.value()).ifPresent(url -> repositories
                        .computeIfAbsent(url, first -> new ArrayList<>())
                        .add(told.from())));
        Optional<ComponentName> own =
                component.filter(ComponentName::wellFormed).map(ComponentName::new);
        konflux.sourceOf(own).ifPresent(url -> repositories
                .computeIfAbsent(url, first -> new ArrayList<>())
                .add("Component " + own.map(ComponentName::value).orElse("")));
        return repositories;
    }

    private static String branchFrom(RunFacts facts) {
        List<String> keys = facts.branch().flatMap(GitRef::mergedInto).isPresent()
                ? FactKeys.SOURCE_BRANCH
                : FactKeys.TARGET_BRANCH;
        return facts.told(keys).findFirst().map(RunFacts.Told::from).orElse("");
    }

    private static Optional<Provenance> told(
            String fact, RunFacts facts, List<String> keys, Function<String, Optional<String>> reader) {
        return facts.told(keys).findFirst().flatMap(told -> reader.apply(told.value())
                .map(value -> new Provenance(fact, value, told.from())));
    }

    private static String event(RunFacts facts) {
        return facts.event() instanceof BuildEvent.PullRequest pullRequest
                ? "pull request" + pullRequest.number().map(" "::concat).orElse("")
                : "push";
    }

    private static String siblings(
            ParamReader params, RunFacts facts, Optional<String> component, KonfluxFacts konflux) {
        if (!params.texts("siblings").isEmpty()) {
            return "param siblings";
        }
        SiblingDiscovery discovery = new SiblingDiscovery(
                konflux,
                component.filter(ComponentName::wellFormed).map(ComponentName::new),
                facts.branch().flatMap(GitRef::pushedBranch),
                facts.repositories(),
                params.text("application").or(() -> facts.first(FactKeys.APPLICATION)));
        return switch (discovery.rule()) {
            case NUDGE_CONFIG -> "NudgeConfig, which has them nudge " + component.orElse("");
            case NUDGES_REF -> "Components whose build-nudges-ref names " + component.orElse("");
            case REPOSITORY -> "Components of the same repository, application and branch";
        };
    }
}
