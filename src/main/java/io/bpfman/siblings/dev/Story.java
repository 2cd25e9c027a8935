package io.bpfman.siblings.dev;

import static io.bpfman.siblings.dev.Commit.AGENT;
import static io.bpfman.siblings.dev.Commit.BUNDLE;
import static io.bpfman.siblings.dev.Commit.OPERATOR;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * What happens after a commit is pushed; the times are the medians measured on bpfman's builds, where nothing else is told.
 *
 * @param builds the components that the commit builds
 * @param retries of the wait
 * @param waits how many waits must be over before the story is
 */
record Story(String title, List<String> builds, int retries, int waits, List<Scene> scenes) {

    private static final List<String> ALL = List.of(OPERATOR, AGENT, BUNDLE);

    static List<Story> all() {
        return List.of(
                story(
                        "one commit changes operator, agent and bundle; the bundle waits for the two images",
                        at(10, 12, commit -> commit.succeeds(OPERATOR)),
                        at(10, 54, commit -> commit.succeeds(AGENT))),
                story(
                        "the agent's build fails",
                        at(5, 12, commit -> commit.succeeds(OPERATOR)),
                        at(6, 18, commit -> commit.fails(AGENT))),
                story(
                        "somebody cancels the bundle's PipelineRun",
                        at(3, 0, Commit::cancels),
                        at(4, 0, commit -> commit.succeeds(OPERATOR)),
                        at(4, 30, commit -> commit.succeeds(AGENT))),
                new Story(
                        "a commit leaves the operator as it was; its promoted image answers",
                        List.of(AGENT, BUNDLE),
                        0,
                        1,
                        List.of(at(10, 54, commit -> commit.succeeds(AGENT)))),
                new Story(
                        "a newer commit comes while the bundle waits, and makes that bundle superfluous",
                        ALL,
                        0,
                        2,
                        List.of(
                                at(22, 0, commit -> commit.successor().pushed()),
                                at(32, 12, commit -> commit.successor().succeeds(OPERATOR)),
                                at(32, 54, commit -> commit.successor().succeeds(AGENT)))),
                new Story(
                        "the agent's build fails, the wait tries again, and somebody starts that build again",
                        ALL,
                        1,
                        1,
                        List.of(
                                at(6, 18, commit -> commit.fails(AGENT)),
                                at(10, 12, commit -> commit.succeeds(OPERATOR)),
                                at(12, 0, commit -> commit.startsAgain(AGENT)),
                                at(22, 54, commit -> commit.succeeds(AGENT)))));
    }

    private static Story story(String title, Scene... scenes) {
        return new Story(title, ALL, 0, 1, List.of(scenes));
    }

    private static Scene at(int minutes, int seconds, Consumer<Commit> happens) {
        return new Scene(Duration.ofMinutes(minutes).plusSeconds(seconds), happens);
    }

    /** Something that happens at its time. */
    record Scene(Duration after, Consumer<Commit> happens) {}
}
