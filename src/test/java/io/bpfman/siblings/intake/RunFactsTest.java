package io.bpfman.siblings.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfman.siblings.domain.facts.BuildEvent;
import io.bpfman.siblings.domain.names.GitRef;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunFactsTest {

    private static final String EVENT = "pipelinesascode.tekton.dev/event-type";
    private static final String NUMBER = "pipelinesascode.tekton.dev/pull-request";
    private static final String SOURCE_BRANCH = "pipelinesascode.tekton.dev/source-branch";
    private static final String SOURCE_REPO_URL = "pipelinesascode.tekton.dev/source-repo-url";
    private static final String TYPE = "pipelines.appstudio.openshift.io/type";
    private static final String SHA = "pipelinesascode.tekton.dev/sha";
    private static final String COMMIT_SHA = "build.appstudio.redhat.com/commit_sha";
    private static final String SHA256 = "0123456789abcdef".repeat(4);
    private static final BuildEvent PUSH = new BuildEvent.Push();

    static List<Arguments> precedence() {
        return List.of(
                Arguments.of(Map.of("first", "a", "second", "b"), Map.of("first", "c", "second", "d"), "a"),
                Arguments.of(Map.of("second", "b"), Map.of("first", "c", "second", "d"), "c"),
                Arguments.of(Map.of("second", "b"), Map.of("second", "d"), "b"),
                Arguments.of(Map.of(), Map.of("second", "d"), "d"),
                Arguments.of(Map.of("first", ""), Map.of("first", "c"), "c"),
                Arguments.of(Map.of("first", ""), Map.of("first", "", "second", "d"), "d"));
    }

    static List<Arguments> events() {
        return List.of(
                Arguments.of("push", false, PUSH),
                Arguments.of("Push", true, PUSH),
                Arguments.of("PUSH", true, PUSH),
                Arguments.of("incoming", true, PUSH),
                Arguments.of("Incoming", false, PUSH),
                Arguments.of("pull_request", true, pullRequest("1441")),
                Arguments.of("pull_request", false, pullRequest(null)),
                Arguments.of("pull_request_labeled", true, pullRequest("1441")),
                Arguments.of("Pull_Request", true, pullRequest("1441")),
                Arguments.of("Merge_Request", true, pullRequest("1441")),
                Arguments.of("Merge Request", true, pullRequest("1441")),
                Arguments.of("merge_request", false, pullRequest(null)),
                Arguments.of("retest-all-comment", true, pullRequest("1441")),
                Arguments.of("retest-all-comment", false, PUSH),
                Arguments.of("test-comment", true, pullRequest("1441")),
                Arguments.of("push-comment", true, pullRequest("1441")),
                Arguments.of("", true, pullRequest("1441")),
                Arguments.of("", false, PUSH));
    }

    static List<Arguments> comments() {
        String ours = "https://forge.test/acme/shop";
        return List.of(
                Arguments.of("main", Map.of(SOURCE_REPO_URL, ours), PUSH),
                Arguments.of("main", Map.of(SOURCE_REPO_URL, ours + ".git"), PUSH),
                Arguments.of("main", Map.of(), PUSH),
                Arguments.of("main", Map.of(SOURCE_REPO_URL, "https://forge.test/stranger/shop"), pullRequest("1441")),
                Arguments.of("main", Map.of(SOURCE_REPO_URL, ""), pullRequest("1441")),
                Arguments.of("main", Map.of(SOURCE_REPO_URL, "shop"), pullRequest("1441")),
                Arguments.of("feature", Map.of(SOURCE_REPO_URL, ours), pullRequest("1441")));
    }

    static List<Arguments> branches() {
        return List.of(
                Arguments.of("main", "main"),
                Arguments.of("refs/heads/main", "main"),
                Arguments.of("refs/heads/release/0.6", "release/0.6"),
                Arguments.of("refs/tags/v1", "refs/tags/v1"),
                Arguments.of("x/refs/heads/main", "x/refs/heads/main"));
    }

    @ParameterizedTest
    @MethodSource("precedence")
    void theFirstKeyCountsAsAnAnnotationBeforeALabel(
            Map<String, String> annotations, Map<String, String> labels, String value) {
        assertThat(new RunFacts(annotations, labels).first(List.of("first", "second")))
                .contains(value);
    }

    @Test
    void aRevisionThatIsCutIsPassedOver() {
        RunFacts facts = new RunFacts(Map.of(COMMIT_SHA, SHA256), Map.of(SHA, SHA256.substring(2)));

        assertThat(facts.revision()).contains(SHA256);
    }

    @Test
    void whereNoRevisionIsWholeTheFirstCounts() {
        RunFacts facts = new RunFacts(Map.of(COMMIT_SHA, "main"), Map.of(SHA, SHA256.substring(2)));

        assertThat(facts.revision()).contains(SHA256.substring(2));
    }

    @Test
    void withoutAnyKeyThereIsNoFact() {
        assertThat(new RunFacts(Map.of("other", "a"), Map.of()).first(List.of("first")))
                .isEmpty();
    }

    @Test
    void anObjectWithoutAnnotationsAndLabelsTellsNothing() {
        RunFacts facts = RunFacts.of(new ObjectMeta());

        assertThat(facts.ofBuild()).isFalse();
        assertThat(facts.branch()).isEmpty();
        assertThat(facts.event()).isEqualTo(PUSH);
    }

    @ParameterizedTest
    @MethodSource("comments")
    void aCommentIsOnAPushedCommitWhereSourceAndTargetAreOne(
            String source, Map<String, String> sourceRepository, BuildEvent event) {
        Map<String, String> annotations = new HashMap<>(Map.of(
                EVENT,
                "retest-comment",
                NUMBER,
                "1441",
                SOURCE_BRANCH,
                source,
                "pipelinesascode.tekton.dev/branch",
                "main",
                "pipelinesascode.tekton.dev/repo-url",
                "https://forge.test/acme/shop"));
        annotations.putAll(sourceRepository);

        assertThat(new RunFacts(annotations, null).event()).isEqualTo(event);
    }

    @ParameterizedTest
    @MethodSource("events")
    void theEventIsToldByItsTypeAndElseByThePullRequestsNumber(String type, boolean numbered, BuildEvent event) {
        RunFacts facts = new RunFacts(null, numbered ? Map.of(EVENT, type, NUMBER, "1441") : Map.of(EVENT, type));

        assertThat(facts.event()).isEqualTo(event);
    }

    @ParameterizedTest
    @MethodSource("branches")
    void aBranchIsNamedWithoutItsPrefix(String value, String branch) {
        assertThat(new RunFacts(Map.of("pipelinesascode.tekton.dev/branch", value), null).branch())
                .contains(new GitRef(branch));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gh-readonly-queue/main/pr-7-abc", "refs/heads/gh-readonly-queue/main/pr-7-abc"})
    void aMergeQueueIsToldByItsBranch(String branch) {
        assertThat(new RunFacts(Map.of(SOURCE_BRANCH, branch), null).branch())
                .contains(new GitRef("gh-readonly-queue/main/pr-7-abc"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"main", "gh-readonly-queue", "x/gh-readonly-queue/main"})
    void anyOtherBranchIsNoMergeQueue(String branch) {
        assertThat(new RunFacts(null, Map.of(SOURCE_BRANCH, branch)).branch()).isEmpty();
    }

    @Test
    void aBuildIsToldByItsLabelOnly() {
        assertThat(List.of(
                        new RunFacts(null, Map.of(TYPE, "build")).ofBuild(),
                        new RunFacts(Map.of(TYPE, "build"), null).ofBuild(),
                        new RunFacts(Map.of(TYPE, "build"), Map.of(TYPE, "test")).ofBuild(),
                        new RunFacts(null, Map.of(TYPE, "Build")).ofBuild()))
                .containsExactly(true, false, false, false);
    }

    private static BuildEvent pullRequest(@Nullable String number) {
        return new BuildEvent.PullRequest(Optional.ofNullable(number));
    }
}
