package io.bpfman.siblings.dev;

import static io.bpfman.siblings.dev.Commit.AGENT;
import static io.bpfman.siblings.dev.Commit.OPERATOR;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** What happens after a commit is pushed; the times are the medians measured on bpfman's builds. */
record Story(String title, List<Scene> scenes) {

    static List<Story> all() {
        return List.of(
                new Story(
                        "one commit changes operator, agent and bundle; the bundle waits for the two images",
                        List.of(
                                at(10, 12, commit -> commit.succeeds(OPERATOR)),
                                at(10, 54, commit -> commit.succeeds(AGENT)))),
                new Story("the agent's build fails", List.of(at(6, 18, commit -> commit.fails(AGENT)))),
                new Story("somebody cancels the bundle's PipelineRun", List.of(at(3, 0, Commit::cancels))));
    }

    private static Scene at(int minutes, int seconds, Consumer<Commit> happens) {
        return new Scene(Duration.ofMinutes(minutes).plusSeconds(seconds), happens);
    }

    /** Something that happens at its time. */
    record Scene(Duration after, Consumer<Commit> happens) {}
}
