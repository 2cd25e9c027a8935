package io.bpfman.siblings.intake;

import static io.bpfman.siblings.fixtures.Components.aComponent;
import static io.bpfman.siblings.fixtures.Components.konflux;
import static io.bpfman.siblings.fixtures.CustomRuns.aWait;
import static io.bpfman.siblings.fixtures.Requests.components;
import static io.bpfman.siblings.fixtures.Times.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfman.siblings.domain.component.Component;
import io.bpfman.siblings.domain.component.KonfluxFacts;
import io.bpfman.siblings.domain.component.UnreadableKind;
import io.bpfman.siblings.domain.names.RepositoryUrl;
import io.bpfman.siblings.domain.request.WaitRequest;
import io.bpfman.siblings.fixtures.CustomRuns;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Section 5 of the contract: who the siblings are where nobody named them. */
class SiblingDiscoveryTest {

    private static final Defaults DEFAULTS = new Defaults(Duration.ofHours(1), Duration.ofHours(2));

    private static CustomRuns aRun() {
        return aWait().annotation(
                        "build.appstudio.openshift.io/repo",
                        "https://github.com/OpenShift/bpfman-operator.git?rev=0123");
    }

    private static Parsed<WaitRequest> parse(CustomRuns run, KonfluxFacts konflux) {
        return WaitRequestParser.parse(run.build(), NOON, Collections.emptySortedMap(), () -> konflux, DEFAULTS);
    }

    private static Iterable<?> siblings(CustomRuns run, Component... components) {
        return parse(run, konflux(components)) instanceof Parsed.Valid<WaitRequest> valid
                ? valid.value().siblings()
                : components("invalid");
    }

    private static Iterable<?> siblings(Component... components) {
        return siblings(aRun(), components);
    }

    private static Iterable<String> problems(CustomRuns run, KonfluxFacts konflux) {
        return ((Parsed.Invalid<WaitRequest>) parse(run, konflux)).problems();
    }

    private static Component[] many(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> aComponent("c" + i).build())
                .toArray(Component[]::new);
    }

    @Test
    void thoseThatNudgeTheWaitingRunsComponentAreItsSiblingsWhateverTheirRepository() {
        assertThat(siblings(
                        aComponent("agent")
                                .ofAnotherRepository()
                                .nudging("bundle")
                                .build(),
                        aComponent("operator").nudging("catalog", "bundle").build(),
                        aComponent("tests").build(),
                        aComponent("website").nudging("catalog").build()))
                .isEqualTo(components("agent", "operator"));
    }

    @Test
    void whereNoneNudgesThoseOfTheWaitingRunsRepositoryAreItsSiblings() {
        assertThat(siblings(
                        aComponent("agent").nudging("catalog").build(),
                        aComponent("daemon").ofAnotherRepository().build(),
                        aComponent("operator").build(),
                        aComponent("unknown").builtFrom(Optional.empty()).build()))
                .isEqualTo(components("agent", "operator"));
    }

    @Test
    void theWaitingRunsOwnComponentIsNeverItsSibling() {
        assertThat(siblings(
                        aComponent("agent").build(),
                        aComponent("bundle").nudging("bundle").build()))
                .isEqualTo(components("agent"));
    }

    @Test
    void whoNudgesIsASiblingWhateverItsApplication() {
        assertThat(siblings(
                        aComponent("agent").nudging("bundle").build(),
                        aComponent("operator")
                                .inApplication(Optional.of("bpfman-zstream"))
                                .nudging("bundle")
                                .build()))
                .isEqualTo(components("agent", "operator"));
    }

    @Test
    void ofTheRepositoryOnlyThoseOfTheApplicationAndTheBranchAreSiblings() {
        assertThat(siblings(
                        aComponent("agent").buildingBranch("main").build(),
                        aComponent("daemon").buildingBranch("release-0.6").build(),
                        aComponent("website")
                                .inVersion("One", "main")
                                .inVersion("Two", "develop")
                                .build(),
                        aComponent("catalog").inVersion("Two", "develop").build(),
                        aComponent("operator")
                                .inApplication(Optional.of("bpfman-zstream"))
                                .build()))
                .isEqualTo(components("agent", "website"));
    }

    @Test
    void whereTheApplicationIsUnknownComponentsOfAnyAreSiblings() {
        CustomRuns run = aWait().withoutFacts()
                .param("revision", "0123456789abcdef0123456789abcdef01234567")
                .param("component", "bundle");

        assertThat(siblings(
                        run,
                        aComponent("agent")
                                .inApplication(Optional.of("bpfman-zstream"))
                                .nudging("bundle")
                                .build()))
                .isEqualTo(components("agent"));
    }

    @Test
    void theParamsOfTheWaitingRunCountAndNotItsLabels() {
        CustomRuns run = aRun().param("component", "catalog").param("application", "bpfman-zstream");

        assertThat(siblings(
                        run,
                        aComponent("agent").nudging("bundle").build(),
                        aComponent("bundle")
                                .inApplication(Optional.of("bpfman-zstream"))
                                .nudging("catalog")
                                .build()))
                .isEqualTo(components("bundle"));
    }

    @Test
    void aComponentThatDoesNotTellItsApplicationIsOneOfAny() {
        assertThat(siblings(aComponent("agent").inApplication(Optional.empty()).build()))
                .isEqualTo(components("agent"));
    }

    @Test
    void siblingsThatAreNamedAreNotDiscovered() {
        assertThat(siblings(
                        aRun().waitingFor("website"),
                        aComponent("agent").nudging("bundle").build()))
                .isEqualTo(components("website"));
    }

    @Test
    void twoHundredAndFiftySixSiblingsArePossible() {
        assertThat(siblings(many(256)))
                .asInstanceOf(InstanceOfAssertFactories.ITERABLE)
                .hasSize(256);
    }

    @Test
    void moreSiblingsAreRefused() {
        assertThat(parse(aRun(), konflux(many(257))))
                .isEqualTo(new Parsed.Invalid<>(
                        List.of("param siblings is missing, and there would be 257, of which at most 256 are possible"),
                        "0123456789abcdef0123456789abcdef01234567",
                        components()));
    }

    @Test
    void siblingsWhoseResultsCollideAreRefused() {
        KonfluxFacts konflux = konflux(
                aComponent("agent").build(),
                aComponent("agent-digest").build(),
                aComponent("sources").build());

        assertThat(problems(aRun(), konflux))
                .containsExactly(
                        "param siblings: agent and agent-digest cannot be awaited together, "
                                + "as both have a result agent-digest",
                        "param siblings: sources cannot be awaited, as sources is the name of another result");
    }

    @ParameterizedTest
    @CsvSource({
        "ABSENT, this cluster has no Components to find them by",
        "FORBIDDEN, not allowed to read the Components to find them by"
    })
    void whereComponentsCannotBeSeenTheSiblingsMustBeGiven(UnreadableKind.Why why, String inWords) {
        KonfluxFacts unreadable = KonfluxFacts.empty()
                .without(new UnreadableKind(UnreadableKind.Kind.SNAPSHOTS, UnreadableKind.Why.FORBIDDEN))
                .without(new UnreadableKind(UnreadableKind.Kind.COMPONENTS, why));

        assertThat(problems(aRun(), unreadable))
                .containsExactly("param siblings is missing, and " + inWords + ": name the components to wait for");
    }

    @Test
    void whereNoneIsFoundTheSiblingsMustBeGiven() {
        KonfluxFacts konflux = konflux(aComponent("bundle").build())
                .without(new UnreadableKind(UnreadableKind.Kind.SNAPSHOTS, UnreadableKind.Why.ABSENT));

        assertThat(problems(aRun(), konflux))
                .containsExactly("param siblings is missing, and no other Component nudges bundle or is built from "
                        + "github.com/openshift/bpfman-operator: name the components to wait for");
    }

    @Test
    void whoKnowsNeitherComponentNorRepositoryIsToldSo() {
        SiblingDiscovery discovery = new SiblingDiscovery(
                KonfluxFacts.empty(),
                Optional.empty(),
                Optional.empty(),
                Collections.emptySortedSet(),
                Optional.empty());

        assertThat(discovery.whyNone())
                .isEqualTo("no other Component nudges the subject, whose component is unknown, "
                        + "or is built from its repository, which is unknown");
    }

    @Test
    void withoutARepositoryThoseThatTellNoneAreNoSiblings() {
        SiblingDiscovery discovery = new SiblingDiscovery(
                konflux(aComponent("agent").builtFrom(Optional.empty()).build()),
                Optional.empty(),
                Optional.empty(),
                Collections.emptySortedSet(),
                Optional.empty());

        assertThat(discovery.siblings()).isEmpty();
    }

    @Test
    void theRepositoryOfTheSecondFamilyOfKeysCounts() {
        CustomRuns run =
                aWait().annotation("build.konflux-ci.dev/repo", "git@github.com:openshift/bpfman-operator.git");

        assertThat(siblings(run, aComponent("agent").build())).isEqualTo(components("agent"));
    }

    @Test
    void theRequestKeepsTheWaitingRunsRepository() {
        Parsed<WaitRequest> parsed = parse(aRun().waitingFor("agent"), KonfluxFacts.empty());

        assertThat(((Parsed.Valid<WaitRequest>) parsed).value().waitingRun().repositories())
                .contains(new RepositoryUrl("github.com/openshift/bpfman-operator"));
    }
}
