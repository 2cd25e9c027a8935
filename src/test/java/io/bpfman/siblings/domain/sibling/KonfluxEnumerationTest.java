package io.bpfman.siblings.domain.sibling;

import static io.bpfman.siblings.fixtures.Builds.aBuildOf;
import static io.bpfman.siblings.fixtures.Clusters.aCluster;
import static io.bpfman.siblings.fixtures.Components.aComponent;
import static io.bpfman.siblings.fixtures.Requests.EARLIER;
import static io.bpfman.siblings.fixtures.Requests.REVISION;
import static io.bpfman.siblings.fixtures.Requests.aRequest;
import static io.bpfman.siblings.fixtures.Requests.waitingRun;
import static io.bpfman.siblings.fixtures.Times.NOON;
import static io.bpfman.siblings.fixtures.Times.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfman.siblings.domain.facts.BuildEvent;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.request.Attempt;
import io.bpfman.siblings.domain.request.OnNotBuilt;
import io.bpfman.siblings.domain.request.WaitRequest;
import io.bpfman.siblings.fixtures.Builds;
import io.bpfman.siblings.fixtures.Images;
import io.bpfman.siblings.report.StateWords;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Sections 6 and 7 of the contract with Konflux's own objects, naively, in every combination of what is known. */
class KonfluxEnumerationTest {

    private static final int MOST_MISMATCHES = 20;
    private static final Instant PROMOTED_AT = seconds(-500);
    private static final List<Instant> CLOCK = List.of(seconds(30), seconds(60), seconds(120));

    @Test
    void everyCombinationOfWhatIsKnownPutsASiblingWhereTheContractHasIt() {
        List<String> mismatches = new ArrayList<>();
        int looks = 0;
        for (World world : World.all()) {
            ClusterFacts facts = world.facts();
            for (OnNotBuilt notBuilt : OnNotBuilt.values()) {
                for (BuildEvent event :
                        List.of(new BuildEvent.Push(), new BuildEvent.PullRequest(Optional.of("1441")))) {
                    WaitRequest request = aRequest()
                            .waitingFor("agent")
                            .of(waitingRun(event))
                            .notBuilt(notBuilt)
                            .build();
                    for (Instant now : CLOCK) {
                        looks++;
                        String actual = words(Siblings.assess(request, Attempt.first(NOON), facts, now)
                                .states()
                                .get(new ComponentName("agent")));
                        String expected = new Naive(world, notBuilt, event instanceof BuildEvent.Push, now).answer();
                        if (!actual.equals(expected) && mismatches.size() < MOST_MISMATCHES) {
                            mismatches.add("%s %s %s at %s: %s and not %s"
                                    .formatted(world, notBuilt, event, now, actual, expected));
                        }
                    }
                }
            }
        }
        assertThat(mismatches).isEmpty();
        assertThat(looks).isGreaterThan(50_000);
    }

    private static String words(@Nullable SiblingState state) {
        if (state == null) {
            return "nowhere";
        }
        String image = state.answer()
                .map(known -> " " + known.digest().value().charAt("sha256:".length()))
                .orElse("");
        return StateWords.of(state)
                + image
                + state.decidingBuild().map(build -> " by " + build.name()).orElse("");
    }

    /** A build of the waiting run's revision, by the waiting run's own event only if that is a push. */
    private enum OfRevision {
        NONE,
        RUNNING,
        BUILT,
        FAILED
    }

    /** What the Component tells, from which repository it is built, and whence its image comes. */
    private enum Promoted {
        NOTHING,
        EARLIER_REVISION,
        EARLIER_REVISION_AT_A_TIME,
        THIS_REVISION
    }

    /** A push of another revision that succeeded before or after the promoted one started. */
    private enum Live {
        NONE,
        OLDER_THAN_PROMOTED,
        NEWER_THAN_PROMOTED,
        NEWER_ON_ANOTHER_BRANCH
    }

    /** A push of another revision that is under way. */
    private enum UnderWay {
        NONE,
        BEFORE_LIVE,
        BEFORE_WAITING_RUN,
        IN_GRACE,
        AFTER_GRACE,
        BEFORE_WAITING_RUN_ON_ANOTHER_BRANCH
    }

    private record World(
            boolean anotherRepository,
            boolean trusted,
            boolean snapshot,
            OfRevision ofRevision,
            Promoted promoted,
            Live live,
            UnderWay underWay) {

        static List<World> all() {
            List<World> all = new ArrayList<>();
            for (OfRevision ofRevision : OfRevision.values()) {
                for (Promoted promoted : Promoted.values()) {
                    for (Live live : Live.values()) {
                        for (UnderWay underWay : UnderWay.values()) {
                            for (int bits = 0; bits < 8; bits++) {
                                all.add(new World(
                                        (bits & 1) != 0,
                                        (bits & 2) != 0,
                                        (bits & 4) != 0,
                                        ofRevision,
                                        promoted,
                                        live,
                                        underWay));
                            }
                        }
                    }
                }
            }
            return all;
        }

        ClusterFacts facts() {
            var cluster = aCluster();
            var component =
                    aComponent("agent").pushedTo(trusted ? Images.repository("agent") : "quay.io/tenant/elsewhere");
            if (anotherRepository) {
                component.ofAnotherRepository();
            }
            switch (promoted) {
                case NOTHING -> {}
                case EARLIER_REVISION -> component.promoted('c', EARLIER);
                case EARLIER_REVISION_AT_A_TIME -> component.promoted('c', EARLIER, PROMOTED_AT);
                case THIS_REVISION -> component.promoted('c', REVISION, PROMOTED_AT);
            }
            Builds own = aBuildOf("agent").named("own").created(seconds(1));
            switch (ofRevision) {
                case NONE -> {}
                case RUNNING -> cluster.with(own.running());
                case BUILT -> cluster.with(own.built('b'));
                case FAILED -> cluster.with(own.failed());
            }
            switch (live) {
                case NONE -> {}
                case OLDER_THAN_PROMOTED ->
                    cluster.with(push("live", -300, -501).built('e'));
                case NEWER_THAN_PROMOTED ->
                    cluster.with(push("live", -300, -299).built('e'));
                case NEWER_ON_ANOTHER_BRANCH ->
                    cluster.with(push("live", -300, -299)
                            .onBranch(Optional.of("release-0.6"))
                            .built('e'));
            }
            switch (underWay) {
                case NONE -> {}
                case BEFORE_LIVE -> cluster.with(push("under-way", -400, -399).running());
                case BEFORE_WAITING_RUN ->
                    cluster.with(push("under-way", -100, -99).running());
                case IN_GRACE -> cluster.with(push("under-way", 59, 59).running());
                case AFTER_GRACE -> cluster.with(push("under-way", 61, 61).running());
                case BEFORE_WAITING_RUN_ON_ANOTHER_BRANCH ->
                    cluster.with(push("under-way", -100, -99)
                            .onBranch(Optional.of("release-0.6"))
                            .running());
            }
            if (snapshot) {
                cluster.withSnapshot("snapshot-1", "agent", 'd');
            }
            return cluster.with(component.build()).facts();
        }

        private static Builds push(String name, long created, long started) {
            return aBuildOf("agent")
                    .named(name)
                    .ofRevision(EARLIER)
                    .created(seconds(created))
                    .started(seconds(started));
        }
    }

    /** The contract, sentence by sentence. */
    private record Naive(World world, OnNotBuilt notBuilt, boolean push, Instant now) {

        String answer() {
            if (push && world.ofRevision() != OfRevision.NONE) {
                return switch (world.ofRevision()) {
                    case RUNNING -> "running by own";
                    case BUILT -> known("built", 'b', " by own");
                    case FAILED -> "failed by own";
                    case NONE -> "";
                };
            }
            if (push && world.promoted() == Promoted.THIS_REVISION) {
                return known("built", 'c', "");
            }
            if (world.anotherRepository()) {
                return promoted();
            }
            if (now.isBefore(seconds(60))) {
                return "awaited";
            }
            return switch (notBuilt) {
                case FAIL -> "not built";
                case OMIT -> "omitted";
                case PROMOTED -> promoted();
            };
        }

        /** From the newest push to the oldest thing known; a build that runs is awaited, one that failed skipped. */
        private String promoted() {
            boolean timed = world.promoted() == Promoted.EARLIER_REVISION_AT_A_TIME
                    || world.promoted() == Promoted.THIS_REVISION;
            boolean newestUnderWay = world.underWay() == UnderWay.IN_GRACE
                    || (world.underWay() == UnderWay.AFTER_GRACE && !now.isBefore(seconds(61)));
            if (newestUnderWay && !world.anotherRepository()) {
                return "running by under-way";
            }
            if (world.ofRevision() == OfRevision.BUILT) {
                return known("promoted", 'b', " by own");
            }
            if (world.ofRevision() == OfRevision.RUNNING && !world.anotherRepository()) {
                return "running by own";
            }
            boolean underWayOnBranch = world.underWay() == UnderWay.BEFORE_WAITING_RUN
                    || (world.underWay() == UnderWay.BEFORE_WAITING_RUN_ON_ANOTHER_BRANCH && world.anotherRepository());
            if (underWayOnBranch) {
                return "running by under-way";
            }
            boolean liveCounts =
                    switch (world.live()) {
                        case NONE -> false;
                        case OLDER_THAN_PROMOTED -> !timed;
                        case NEWER_THAN_PROMOTED -> true;
                        case NEWER_ON_ANOTHER_BRANCH -> world.anotherRepository();
                    };
            if (liveCounts) {
                return known("promoted", 'e', " by live");
            }
            if (world.underWay() == UnderWay.BEFORE_LIVE) {
                return "running by under-way";
            }
            if (world.promoted() != Promoted.NOTHING) {
                return known("promoted", 'c', "");
            }
            return world.snapshot() ? known("promoted", 'd', "") : "not built";
        }

        private String known(String state, char digit, String build) {
            return world.trusted() ? state + " " + digit + build : "untrusted" + build;
        }
    }
}
