package io.bpfman.siblings.reconcile;

import static io.bpfman.siblings.reconcile.Tenant.AGENT;
import static io.bpfman.siblings.reconcile.Tenant.OPERATOR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.bpfman.siblings.plane.Gitea;
import io.bpfman.siblings.plane.WorkTree;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * From a push to the digests that the bundle is built with, by the service or the command. The bundle's pipeline is the
 * file of tekton/ as it stands, but for a shorter grace.
 */
class FlowE2E extends Flow {

    private enum Layout {
        INLINE("bundle-push-pipeline.yaml"),
        PLAIN_TASK("bundle-push-task-pipeline.yaml");

        private final String file;

        Layout(String file) {
            this.file = file;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPushBuildsTheBundleOfWhatItBuiltAndOfTheNewestElse(Layout layout) {
        pipelines(layout);
        String both = push(EVERYTHING);
        String agent = run(AGENT, both);
        String operator = run(OPERATOR, both);
        String bundle = run(BUNDLE, both);
        finish(agent);
        finish(operator);
        assertThat(embeddedInto(bundle)).isEqualTo(images(agent, operator));

        String one = push(AGENT_ALONE);
        String newerAgent = run(AGENT, one);
        bundle = run(BUNDLE, one);
        finish(newerAgent);
        assertThat(embeddedInto(bundle)).isEqualTo(images(newerAgent, operator));

        bundle = run(BUNDLE, push(BUNDLE_ALONE));
        assertThat(embeddedInto(bundle)).isEqualTo(images(newerAgent, operator));
        assertThat(runs(AGENT)).hasSize(2);
        assertThat(runs(OPERATOR)).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void ofFivePushesInARowEveryBundleThatIsBuiltHasItsOwnImages(Layout layout) {
        pipelines(layout, file -> file.replace("max-keep-runs: \"3\"", "max-keep-runs: \"5\""));
        List<String> revisions =
                IntStream.range(0, 5).mapToObj(number -> push(EVERYTHING)).toList();
        // The newest is built first, and the oldest last.
        for (int number = 4; number >= 0; number--) {
            finish(run(OPERATOR, revisions.get(number)));
            finish(run(AGENT, revisions.get(number)));
        }

        await().atMost(PATIENCE)
                .until(() -> runs(BUNDLE).size() == 5 && runs(BUNDLE).stream().allMatch(this::isOver));

        JsonNode newest = runs(BUNDLE).get(4);
        assertThat(isBuilt(name(newest))).as("the newest bundle").isTrue();
        for (JsonNode bundle : runs(BUNDLE)) {
            String revision = label(bundle, "sha");
            if (isBuilt(name(bundle))) {
                assertThat(embeddedInto(name(bundle))).isEqualTo(images(run(AGENT, revision), run(OPERATOR, revision)));
            } else {
                assertThat(created(bundle)).isBefore(created(newest));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aForcePushTakesTheBundleOfTheCommitThatItRemoved(Layout layout) {
        pipelines(layout);
        finishAll(push(EVERYTHING));
        tenant.awaitNextSecond();
        String removed = push(EVERYTHING);
        String skipped = run(BUNDLE, removed);
        run(AGENT, removed);
        tenant.awaitNextSecond();
        developer.takeBackLastCommit();
        String kept = developer.commit(EVERYTHING, BUNDLE_ALONE);
        developer.push("main", true);
        String agent = run(AGENT, kept);
        String operator = run(OPERATOR, kept);
        String bundle = run(BUNDLE, kept);
        finish(agent);
        finish(operator);

        assertThat(embeddedInto(bundle)).isEqualTo(images(agent, operator));
        awaitOver(skipped);
        assertThat(isBuilt(skipped)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void aPullRequestBuildsItsOwnBundleAndAgainWhatIsAskedFor(Layout layout) {
        pipelines(layout);
        finishAll(push(EVERYTHING));
        String first = developer.commit(EVERYTHING);
        developer.push("feature", false);
        int number = gitea.openPullRequest(Gitea.User.DEVELOPER, repository, "feature");
        String operator = run(OPERATOR, first);
        String failed = run(AGENT, first);
        String bundle = run(BUNDLE, first);
        finish(operator);
        tenant.fail(failed);
        tenant.awaitEnded(failed, "False");

        gitea.comment(Gitea.User.DEVELOPER, repository, number, "/retest");
        String agent = another(failed);
        finish(agent);
        assertThat(embeddedInto(bundle)).isEqualTo(images(agent, operator));

        String second = developer.commit(EVERYTHING);
        developer.push("feature", false);
        finish(run(AGENT, second));
        failed = run(OPERATOR, second);
        bundle = run(BUNDLE, second);
        tenant.fail(failed);
        tenant.awaitEnded(failed, "False");
        gitea.comment(Gitea.User.DEVELOPER, repository, number, "/test %s-on-pull-request".formatted(OPERATOR));
        operator = another(failed);
        finish(operator);
        assertThat(embeddedInto(bundle)).isEqualTo(images(run(AGENT, second), operator));
    }

    @ParameterizedTest
    @EnumSource
    void aPullRequestOfAStrangerBuildsItsOwnBundleOnceItIsAllowed(Layout layout) {
        pipelines(layout);
        finishAll(push(EVERYTHING));
        String fork = gitea.fork(repository, tenant.namespace() + "-fork");
        WorkTree stranger = gitea.workTree(Gitea.User.STRANGER, fork);
        stranger.checkout("main");
        String revision = stranger.commit(EVERYTHING);
        stranger.push("proposal", false);
        int number = gitea.openPullRequest(
                Gitea.User.STRANGER, repository, fork.substring(0, fork.indexOf('/')) + ":proposal");

        gitea.comment(Gitea.User.DEVELOPER, repository, number, "/ok-to-test");

        String bundle = run(BUNDLE, revision);
        Map<String, String> built = finishAll(revision);
        assertThat(embeddedInto(bundle)).isEqualTo(built);
    }

    @ParameterizedTest
    @EnumSource
    void aNewerCommitSkipsTheBundleWhateverItsPipelineIsCalled(Layout layout) {
        String longName = "bpfman-operator-bundle-ystream-with-a-very-long-name-on-push-to-main-70";
        for (String metadata : List.of("generateName: operator-bundle-on-push-", "name: " + longName)) {
            pipelines(layout, bundle -> bundle.replace("name: %s-on-push\n".formatted(BUNDLE), metadata + "\n"));
            String older = push(EVERYTHING);
            String skipped = run(BUNDLE, older);
            tenant.awaitNextSecond();
            String newer = push(EVERYTHING);
            String bundle = run(BUNDLE, newer);

            Map<String, String> built = finishAll(newer);
            assertThat(embeddedInto(bundle)).isEqualTo(built);
            awaitOver(skipped);
            assertThat(isBuilt(skipped)).as(metadata).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneCommitOnTwoBranchesBuildsTwoBundlesEachOfItsOwnBranch(Layout layout) {
        // A branch that begins with a commit that is there already has changed no file.
        pipelines(
                layout,
                file -> file.replaceFirst(
                        "(?s)on-cel-expression: >-\n.*?\nspec:", "on-cel-expression: event == \"push\"\nspec:"));
        String revision = push(EVERYTHING);
        developer.push("release-0.6", false);
        for (String branch : List.of("main", "release-0.6")) {
            String agent = run(AGENT, revision, branch);
            String operator = run(OPERATOR, revision, branch);
            String bundle = run(BUNDLE, revision, branch);
            finish(agent);
            finish(operator);

            assertThat(embeddedInto(bundle)).isEqualTo(images(agent, operator));
        }
        assertThat(runs(BUNDLE)).hasSize(2);
    }

    private void pipelines(Layout layout) {
        pipelines(layout, file -> file);
    }

    /** Writes what stands in .tekton/, changed, for pushes and for pull requests. */
    private void pipelines(Layout layout, UnaryOperator<String> change) {
        List<String> files = List.of(
                example(layout.file), pipeline(AGENT, AGENT_ALONE), pipeline(OPERATOR, "Containerfile.operator"));
        for (int number = 0; number < files.size(); number++) {
            String ofPush = change.apply(files.get(number));
            developer.write(".tekton/%d-push.yaml".formatted(number), ofPush);
            developer.write(
                    ".tekton/%d-pull-request.yaml".formatted(number),
                    ofPush.replace("event == \"push\"", "event == \"pull_request\"")
                            .replace("on-push", "on-pull-request"));
        }
    }
}
