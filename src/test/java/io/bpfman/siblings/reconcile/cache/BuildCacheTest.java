package io.bpfman.siblings.reconcile.cache;

import static io.bpfman.siblings.fixtures.PipelineRuns.aBuildOf;
import static io.bpfman.siblings.fixtures.PipelineRuns.result;
import static io.bpfman.siblings.fixtures.Requests.aRequest;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.facts.BuildOutcome;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.request.CompetingRun;
import io.bpfman.siblings.fixtures.Images;
import io.bpfman.siblings.fixtures.PipelineRuns;
import io.bpfman.siblings.fixtures.Requests;
import io.bpfman.siblings.fixtures.Wire;
import io.bpfman.siblings.reconcile.waits.OpenWait;
import io.bpfman.siblings.reconcile.waits.OpenWaits;
import io.bpfman.siblings.tekton.v1.PipelineRun;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BuildCacheTest {

    private static final String NAMESPACE = "ocp-bpfman-tenant";
    private static final String NAME = "agent-on-push-x7k2p";
    private static final String COMPONENT_LABEL = "appstudio.openshift.io/component";
    private static final ComponentName AGENT = new ComponentName("agent");
    private static final ComponentName OPERATOR = new ComponentName("operator");

    private final OpenWaits openWaits = new OpenWaits();
    private final BuildCache cache = new BuildCache(openWaits);
    private final PipelineRunStore store = cache.stores().get(0);

    @Test
    void whatIsPutInIsFoundByNameAndByComponent() {
        PipelineRun run = aBuildOf("agent").succeeded('a');

        assertThat(put(run)).isNull();

        assertThat(cache.named(NAMESPACE, NAME)).hasValueSatisfying(BuildCacheTest::isTheBuild);
        assertThat(cache.named("another", NAME)).isEmpty();
        assertThat(cache.of(NAMESPACE, AGENT))
                .extracting(Build::outcome)
                .containsExactly(new BuildOutcome.Built(Images.image("agent", 'a')));
        assertThat(cache.of(NAMESPACE, OPERATOR)).isEmpty();
        assertThat(cache.of("another", AGENT)).isEmpty();
        assertThat(store.keySet()).containsExactly(NAMESPACE + "/" + NAME);
        assertThat(store.values()).singleElement().satisfies(BuildCacheTest::isTheBuild);
    }

    @Test
    void theStoresOfBothFamiliesAreOne() {
        put(aBuildOf("agent").named("old-keys").withoutStatus());
        PipelineRun run = aBuildOf("agent").named("new-keys").withoutStatus();
        cache.stores().get(1).put(store.getKey(run), run);

        assertThat(cache.size()).isEqualTo(2);
        assertThat(cache.of(NAMESPACE, AGENT)).extracting(Build::name).containsExactly("old-keys", "new-keys");
        assertThat(cache.named(NAMESPACE, "new-keys")).isPresent();
    }

    @Test
    void whatIsKeptOfARunIsLean() {
        PipelineRun run = aBuildOf("agent")
                .label("example.com/label", "x".repeat(60))
                .annotation("example.com/annotation", "x".repeat(100_000))
                .succeeded(
                        result("IMAGE_URL", Images.repository("agent")),
                        result("IMAGE_DIGEST", Images.digest('a')),
                        result("SBOM", "x".repeat(4_000)));

        put(run);

        PipelineRun kept = Objects.requireNonNull(store.get(store.getKey(run)));
        assertThat(Wire.write(kept)).hasSizeLessThan(1_500).doesNotContain("xxx");
        assertThat(cache.of(NAMESPACE, AGENT)).singleElement().satisfies(build -> assertThat(build.outcome())
                .isEqualTo(new BuildOutcome.Built(Images.image("agent", 'a'))));
    }

    @Test
    void aBuildIsReadOnceWhenItComesIn() {
        put(aBuildOf("agent").succeeded('a'));
        Build first = cache.of(NAMESPACE, AGENT).findFirst().orElseThrow();

        assertThat(cache.of(NAMESPACE, AGENT).findFirst().orElseThrow()).isSameAs(first);
    }

    @Test
    void aNewVersionReplacesTheOldOne() {
        put(aBuildOf("agent").inVersion("1").progress("Unknown", "Running"));

        PipelineRun before = put(aBuildOf("agent").inVersion("2").succeeded('a'));

        assertThat(Objects.requireNonNull(before).getMetadata().getResourceVersion())
                .isEqualTo("1");
        assertThat(cache.size()).isEqualTo(1);
        assertThat(cache.of(NAMESPACE, AGENT))
                .extracting(Build::outcome)
                .containsExactly(new BuildOutcome.Built(Images.image("agent", 'a')));
    }

    @Test
    void aRunThatIsNoBuildIsFoundByNameOnly() {
        PipelineRun child = aBuildOf("agent").ownedBy("PipelineRun").withoutStatus();

        put(child);

        assertThat(cache.named(NAMESPACE, NAME)).isPresent();
        assertThat(cache.of(NAMESPACE, AGENT)).isEmpty();
        assertThat(store.remove(store.getKey(child))).isNotNull();
        assertThat(cache.named(NAMESPACE, NAME)).isEmpty();
    }

    @Test
    void aBuildOfAnotherComponentByNowIsFoundUnderThatOneOnly() {
        put(aBuildOf("agent").withoutStatus());
        put(aBuildOf("agent").label(COMPONENT_LABEL, "operator").withoutStatus());

        assertThat(cache.of(NAMESPACE, AGENT)).isEmpty();
        assertThat(cache.of(NAMESPACE, OPERATOR)).extracting(Build::name).containsExactly(NAME);
        put(aBuildOf("agent").without(COMPONENT_LABEL).withoutStatus());
        assertThat(cache.of(NAMESPACE, OPERATOR)).isEmpty();
        assertThat(cache.named(NAMESPACE, NAME)).isPresent();
    }

    /**
     * It moves there and back without end. Where it is under neither it must have moved in between the two looks: so who
     * looks at one, the other and the one again, and finds nothing, has missed it, or it moved twice.
     */
    @Test
    void aBuildThatChangesItsComponentIsNeverMissed() throws Exception {
        PipelineRun[] versions = {
            aBuildOf("agent").withoutStatus(),
            aBuildOf("agent").label(COMPONENT_LABEL, "operator").withoutStatus()
        };
        put(versions[0]);
        AtomicInteger moves = new AtomicInteger();
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> watch = CompletableFuture.runAsync(() -> {
            while (!over.get()) {
                put(versions[moves.incrementAndGet() % 2]);
            }
        });

        int missed = 0;
        for (int look = 0; look < 200_000; look++) {
            int before = moves.get();
            boolean found = Stream.of(AGENT, OPERATOR, AGENT)
                    .anyMatch(component ->
                            cache.of(NAMESPACE, component).findAny().isPresent());
            missed += !found && moves.get() == before ? 1 : 0;
        }

        over.set(true);
        watch.get(10, TimeUnit.SECONDS);
        assertThat(missed).isZero();
    }

    @Test
    void anEndedBuildThatIsRemovedStaysKnownToWhoWaitsForIt() {
        OpenWait wait = openWaits.open(
                new ResourceID("wait", NAMESPACE),
                "wait-uid",
                aRequest().waitingFor("agent").build(),
                true);
        PipelineRun ended = aBuildOf("agent").named("ended").succeeded('a');
        PipelineRun running = aBuildOf("agent").named("running").progress("Unknown", "Running");
        put(ended);
        put(running);

        store.remove(store.getKey(running));
        PipelineRun removed = store.remove(store.getKey(ended));

        assertThat(removed).isNotNull();
        assertThat(wait.pruned()).extracting(Build::name).containsExactly("ended");
        assertThat(cache.of(NAMESPACE, AGENT)).isEmpty();
        assertThat(cache.named(NAMESPACE, "ended")).isEmpty();
        assertThat(cache.size()).isZero();
    }

    @Test
    void removingWhatIsNotThereIsNothing() {
        assertThat(store.remove(NAMESPACE + "/nothing")).isNull();
    }

    @Test
    void theSignatureOfAnyBuildShowsThatChainsIsAtWork() {
        put(aBuildOf("agent").succeeded('a'));
        assertThat(cache.anySigned()).isFalse();

        put(aBuildOf("operator").annotation("chains.tekton.dev/signed", "true").succeeded('b'));
        assertThat(cache.anySigned()).isTrue();
    }

    @Test
    void aRunOfAPipelineIsKnownAsOne() {
        put(ofAPipeline("agent").withoutStatus());
        put(aBuildOf("agent").named("by-hand").withoutStatus());

        assertThat(cache.competing(NAMESPACE, AGENT)).singleElement().satisfies(run -> {
            assertThat(run.pipeline()).isEqualTo(Requests.PIPELINE);
            assertThat(run.uid()).isEqualTo(NAME + "-uid");
            assertThat(run.skippedSince()).isEmpty();
        });
        assertThat(cache.competing(NAMESPACE, OPERATOR)).isEmpty();
    }

    @Test
    void aRunThatIsToEndIsKnownAsCancelled() {
        put(ofAPipeline("agent").progress("False", "Cancelled"));

        assertThat(cache.competing(NAMESPACE, AGENT))
                .extracting(CompetingRun::cancelled)
                .containsExactly(true);
    }

    private static PipelineRuns ofAPipeline(String component) {
        return aBuildOf(component).label("pipelinesascode.tekton.dev/original-prname", Requests.PIPELINE);
    }

    private @Nullable PipelineRun put(PipelineRun run) {
        return store.put(store.getKey(run), run);
    }

    private static void isTheBuild(PipelineRun run) {
        assertThat(run.getMetadata().getName()).isEqualTo(NAME);
    }
}
