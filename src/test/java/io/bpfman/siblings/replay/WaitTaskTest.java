package io.bpfman.siblings.replay;

import static io.bpfman.siblings.fixtures.Times.NOON;
import static io.bpfman.siblings.fixtures.Times.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpfman.siblings.domain.component.KonfluxFacts;
import io.bpfman.siblings.domain.facts.BuildEvent;
import io.bpfman.siblings.domain.names.GitRef;
import io.bpfman.siblings.domain.request.Attempt;
import io.bpfman.siblings.domain.request.CompetingRun;
import io.bpfman.siblings.domain.request.OnFailure;
import io.bpfman.siblings.domain.request.OnNotBuilt;
import io.bpfman.siblings.domain.request.OnSuperseded;
import io.bpfman.siblings.domain.request.Wait;
import io.bpfman.siblings.domain.request.WaitRequest;
import io.bpfman.siblings.domain.request.WaitingRun;
import io.bpfman.siblings.fixtures.PipelineRuns;
import io.bpfman.siblings.fixtures.Requests;
import io.bpfman.siblings.intake.CustomTask;
import io.bpfman.siblings.intake.Parsed;
import io.bpfman.siblings.intake.WaitReader;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WaitTaskTest {

    @ParameterizedTest
    @EnumSource(OnFailure.class)
    void theRunAsksForWhatTheReplayIsToPlay(OnFailure onFailure) {
        CompetingRun waitingRun = new CompetingRun(
                "bundle-on-push-7",
                "bundle-on-push-7-uid",
                Cluster.PIPELINE,
                Optional.of(Cluster.BUNDLE),
                Optional.of(new GitRef(Cluster.BRANCH)),
                Requests.REVISION,
                new BuildEvent.Push(),
                NOON,
                false,
                Optional.empty());

        CustomRun run = new WaitTask(Requests.components("agent", "operator"), onFailure).in(waitingRun, seconds(2));

        assertThat(WaitReader.read(run, Optional.empty(), createdAtNoon(), Controller.DEFAULTS, seconds(3)))
                .isEqualTo(new Parsed.Valid<>(new Wait(
                        "bundle-on-push-7-wait",
                        seconds(2),
                        new WaitRequest(
                                new WaitingRun(
                                        Optional.of("bundle-on-push-7-uid"),
                                        Requests.REVISION,
                                        Optional.of(Cluster.APPLICATION),
                                        Optional.of(Cluster.BUNDLE),
                                        Optional.of(new GitRef(Cluster.BRANCH)),
                                        Optional.empty(),
                                        new BuildEvent.Push(),
                                        NOON,
                                        Optional.of(Cluster.PIPELINE),
                                        Requests.repositories(Cluster.REPOSITORY)),
                                Optional.empty(),
                                Requests.components("agent", "operator"),
                                Duration.ofSeconds(60),
                                OnNotBuilt.PROMOTED,
                                onFailure,
                                OnSuperseded.SKIP,
                                Duration.ofHours(2),
                                Collections.emptySortedMap(),
                                Collections.emptySortedMap(),
                                Collections.emptySortedMap(),
                                Optional.of(Duration.ofHours(1)),
                                1),
                        Attempt.first(seconds(3)),
                        Optional.empty())));
        assertThat(CustomTask.open(run) && CustomTask.ofABuild(run)).isTrue();
    }

    private static WaitReader.FirstSight createdAtNoon() {
        return new WaitReader.FirstSight() {

            @Override
            public Optional<JsonNode> pipelineRun(OwnerReference reference) {
                return Optional.of(PipelineRuns.createdAt(NOON))
                        .filter(any -> reference.getUid().equals("bundle-on-push-7-uid"));
            }

            @Override
            public KonfluxFacts konflux() {
                return KonfluxFacts.empty();
            }
        };
    }
}
