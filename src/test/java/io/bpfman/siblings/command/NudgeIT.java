package io.bpfman.siblings.command;

import static io.bpfman.siblings.fixtures.Images.digest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.bpfman.siblings.plane.GitServer;
import io.bpfman.siblings.plane.WorkTree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Commits to a repository of git's own server, as a gate does. */
@SuppressWarnings("NullAway.Init")
class NudgeIT {

    private static final String AGENT = "registry.example.com/bpfman/bpfman-agent@";
    private static final String OPERATOR = "registry.example.com/bpfman/bpfman-operator@";

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private GitServer git;
    private WorkTree developer;
    private String revision;

    @BeforeEach
    void aRepository() {
        git = GitServer.start(folder);
        developer = git.workTree();
        developer.write("images/agent.txt", AGENT + digest('0') + "\n");
        developer.write(
                "config/a.yaml",
                "image: %s # agent\nother: registry.example.com/bpfman/bpfman-agent-tools@%s\n"
                        .formatted("registry.example.com/bpfman/bpfman-agent:v1@" + digest('0'), digest('0')));
        revision = push("cmd/main.go");
    }

    @AfterEach
    void stop() {
        git.close();
    }

    private String push(String... changed) {
        String commit = developer.commit(changed);
        developer.push("main", false);
        return commit;
    }

    private ExitCode nudge(String of, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "nudge",
                "--git-url=" + git.url(),
                "--branch=refs/heads/main",
                "--revision=" + of,
                "--git-auth=" + git.auth(),
                "--results-dir=" + results()));
        arguments.addAll(Arrays.asList(more));
        out.reset();
        err.reset();
        ExitCode code = new Commands(
                        InstantSource.system(),
                        Map.of(),
                        InputStream.nullInputStream(),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(arguments.toArray(String[]::new));
        assertThat(out() + err()).doesNotContain(git.password());
        return code;
    }

    /** The gate of bpfman: one file for each image, and one for the revision. */
    private ExitCode gate(String of, char agent, String... more) {
        List<String> flags = new ArrayList<>(List.of(
                "--pullspecs={\"agent\":\"%s%s\",\"operator\":\"%s%s\"}"
                        .formatted(AGENT, digest(agent), OPERATOR, digest('b')),
                "--write=images/agent.txt=agent",
                "--write=images/operator.txt=operator",
                "--revision-file=images/revision.txt"));
        flags.addAll(Arrays.asList(more));
        return nudge(of, flags.toArray(String[]::new));
    }

    private Path results() {
        try {
            return Files.createDirectories(folder.resolve("results"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String result(String name) throws IOException {
        return Files.readString(results().resolve(name));
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private String onMain(String path) {
        return git.inRepository("show", "main:" + path);
    }

    private int commits() {
        return Integer.parseInt(git.inRepository("rev-list", "--count", "main"));
    }

    @Test
    void oneCommitHoldsAllOfIt() throws IOException {
        assertThat(gate(revision, 'a', "--update=config/**")).as(err()).isEqualTo(ExitCode.OK);

        assertThat(onMain("images/agent.txt")).isEqualTo(AGENT + digest('a'));
        assertThat(onMain("images/operator.txt")).isEqualTo(OPERATOR + digest('b'));
        assertThat(onMain("images/revision.txt")).isEqualTo(revision);
        assertThat(onMain("config/a.yaml"))
                .isEqualTo(
                        "image: registry.example.com/bpfman/bpfman-agent:v1@%s # agent\nother: registry.example.com/bpfman/bpfman-agent-tools@%s"
                                .formatted(digest('a'), digest('0')));
        assertThat(commits()).isEqualTo(2);
        assertThat(git.inRepository("log", "-1", "--format=%an <%ae>%n%B", "main"))
                .isEqualTo("""
                        wait-for-siblings <wait-for-siblings@users.noreply.github.com>
                        Use the images of %1$.12s

                        The images that were built of %1$s, or are the newest:

                        - agent: %2$s
                        - operator: %3$s

                        Siblings-Revision: %1$s
                        Signed-off-by: wait-for-siblings <wait-for-siblings@users.noreply.github.com>""".formatted(revision, AGENT + digest('a'), OPERATOR + digest('b')));
        assertThat(result("changed")).isEqualTo("true");
        assertThat(result("reason")).isEqualTo("committed");
        assertThat(result("commit")).isEqualTo(git.inRepository("rev-parse", "main"));
        assertThat(result("pull-request-url")).isEmpty();
    }

    @Test
    void whatTheBranchHasIsNotCommittedAgain() throws IOException {
        gate(revision, 'a');

        assertThat(gate(revision, 'a')).isEqualTo(ExitCode.OK);

        assertThat(result("changed")).isEqualTo("false");
        assertThat(result("reason")).isEqualTo("unchanged");
        assertThat(commits()).isEqualTo(2);
    }

    @Test
    void authorMessageAndSignOffAreTheUsers() {
        gate(revision, 'a', "--author=A Person <a@example.com>", "--message=chore: images", "--signoff=false");

        assertThat(git.inRepository("log", "-1", "--format=%an <%ae>%n%B", "main"))
                .isEqualTo("A Person <a@example.com>\nchore: images\n\nSiblings-Revision: " + revision);
    }

    @Test
    void ofABranchThatMovesBothChangesAreThere() {
        AtomicInteger pushes = new AtomicInteger();
        git.beforePush(() -> {
            if (pushes.incrementAndGet() == 1) {
                push("cmd/other.go");
            }
        });

        assertThat(gate(revision, 'a')).as(err()).isEqualTo(ExitCode.OK);

        assertThat(pushes).hasValue(2);
        assertThat(onMain("cmd/other.go")).startsWith("change 2");
        assertThat(onMain("images/agent.txt")).isEqualTo(AGENT + digest('a'));
        assertThat(commits()).isEqualTo(3);
    }

    @Test
    void aBranchThatAlwaysMovesIsGivenUp() {
        AtomicInteger pushes = new AtomicInteger();
        git.beforePush(() -> push("cmd/%d.go".formatted(pushes.incrementAndGet())));

        assertThat(gate(revision, 'a')).isEqualTo(ExitCode.GAVE_UP);

        assertThat(pushes).hasValue(5);
        assertThat(err()).isEqualTo("gave up after 5 attempts: somebody else pushed each time\n");
    }

    @Test
    void anOlderGateAfterANewerOneCommitsNothing() throws IOException {
        String newer = push("cmd/main.go");
        gate(newer, 'c');

        assertThat(gate(revision, 'a')).isEqualTo(ExitCode.OK);

        assertThat(result("reason")).isEqualTo("superseded");
        assertThat(onMain("images/agent.txt")).isEqualTo(AGENT + digest('c'));
    }

    @Test
    void aNewerGateAfterAnOlderOneCommits() throws IOException {
        String newer = push("cmd/main.go");
        gate(revision, 'a');

        assertThat(gate(newer, 'c')).isEqualTo(ExitCode.OK);

        assertThat(result("reason")).isEqualTo("committed");
        assertThat(onMain("images/revision.txt")).isEqualTo(newer);
    }

    @Test
    void theGateOfAnotherStreamSupersedesNothing() throws IOException {
        String newer = push("cmd/main.go");
        nudge(
                newer,
                "--image=agent=" + AGENT + digest('c'),
                "--write=images/z.txt=agent",
                "--revision-file=images/revision-z.txt");

        assertThat(gate(revision, 'a')).isEqualTo(ExitCode.OK);

        assertThat(result("reason")).isEqualTo("committed");
    }

    @Test
    void aCommitThatAForcePushRemovedCommitsNothing() throws IOException {
        String removed = push("cmd/main.go");
        developer.takeBackLastCommit();
        developer.commit("cmd/kept.go");
        developer.push("main", true);

        assertThat(gate(removed, 'a')).isEqualTo(ExitCode.OK);

        assertThat(result("reason")).isEqualTo("not-on-branch");
        assertThat(result("changed")).isEqualTo("false");
    }

    @Test
    void theRunOfAPullRequestCommitsNothing() throws IOException {
        Path pod = Files.createDirectories(folder.resolve("pod"));
        Files.writeString(
                pod.resolve("labels"),
                "pipelinesascode.tekton.dev/event-type=\"test-comment\"\npipelinesascode.tekton.dev/pull-request=\"7\"\n");
        Files.writeString(pod.resolve("annotations"), "");

        assertThat(gate(revision, 'a', "--pod-info=" + pod)).isEqualTo(ExitCode.OK);

        assertThat(result("reason")).isEqualTo("not-on-branch");
    }

    @Test
    void historyIsFetchedAsDeepAsTheRevisionIs() throws IOException {
        for (int commit = 0; commit < 60; commit++) {
            developer.commit("cmd/main.go");
        }
        developer.push("main", false);

        assertThat(gate(revision, 'a')).as(err()).isEqualTo(ExitCode.OK);

        assertThat(result("reason")).isEqualTo("committed");
    }

    @Test
    void aPushThatIsRefusedIsToldInTheServersWords() {
        git.hook("pre-receive", "echo 'main is protected by the owners' >&2; exit 1");

        assertThat(gate(revision, 'a')).isEqualTo(ExitCode.NO_ACCESS);

        assertThat(err())
                .contains("pre-receive hook declined", "main is protected by the owners", "use --pull-request")
                .hasLineCount(1);
    }

    @Test
    void whoIsNotLetInIsToldThatTheTokenMayHaveExpired() throws IOException {
        Path auth = Files.createDirectories(folder.resolve("wrong"));
        Files.writeString(auth.resolve("git-provider-token"), "expired");

        assertThat(gate(revision, 'a', "--git-auth=" + auth)).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(nudgeWith(auth)).isEqualTo(ExitCode.NO_ACCESS);

        assertThat(err())
                .contains("the token may have expired")
                .doesNotContain("expired\"")
                .hasLineCount(1);
    }

    private ExitCode nudgeWith(Path auth) {
        err.reset();
        return new Commands(
                        InstantSource.system(),
                        Map.of(),
                        InputStream.nullInputStream(),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(
                        "nudge",
                        "--git-url=" + git.url(),
                        "--branch=main",
                        "--revision=" + revision,
                        "--git-auth=" + auth,
                        "--image=agent=" + AGENT + digest('a'),
                        "--write=images/agent.txt=agent");
    }

    static List<Arguments> badInput() {
        return List.of(
                arguments("--write=../x=agent", "--write leads out of the repository: ../x"),
                arguments("--write=/etc/x=agent", "--write leads out of the repository: /etc/x"),
                arguments("--write=.git/config=agent", "--write leads out of the repository: .git/config"),
                arguments(
                        "--write=link=agent", "link is no file in the repository, but a folder, a link or a submodule"),
                arguments(
                        "--write=linked/x=agent",
                        "linked is no folder in the repository, but a file, a link or a submodule"),
                arguments(
                        "--write=images=agent",
                        "images is no file in the repository, but a folder, a link or a submodule"),
                arguments("--write=x=daemon", "x is to hold the image of daemon, and there are images of agent only"),
                arguments(
                        "--update=cmd/*",
                        "no file that matches cmd/* names registry.example.com/bpfman/bpfman-agent with a digest; they name: none"),
                arguments(
                        "--revision=abc",
                        "option '--revision' (COMMIT) should be specified only once; see wait-for-siblings nudge --help"),
                arguments("--author=me", "--author must be as in 'Name <name@example.com>'"));
    }

    @ParameterizedTest
    @MethodSource("badInput")
    void badInputIsOneLineAndCommitsNothing(String flag, String line) throws IOException {
        developer.link("link", "/etc/passwd");
        developer.link("linked", "images");
        String latest = push("cmd/main.go");

        assertThat(nudge(
                        latest,
                        "--image=agent=" + AGENT + digest('a'),
                        flag.startsWith("--author") ? "--write=x=agent" : flag,
                        flag.startsWith("--author") ? flag : "--signoff"))
                .isEqualTo(ExitCode.BAD_INPUT);

        assertThat(err()).isEqualTo(line + "\n");
        assertThat(git.inRepository("rev-parse", "main")).isEqualTo(latest);
    }

    @Test
    void onlyTheEntryThatIsNamedChangesInACatalogsTemplate() {
        String bundle = "registry.example.com/bpfman/bundle@";
        String template = """
                schema: olm.template.basic
                entries:
                - schema: olm.channel
                  name: latest
                # released
                - schema: olm.bundle
                  name: bpfman.v0.6.0
                  image: %1$s%2$s
                - schema: olm.bundle
                  name: bpfman.v0.7.0
                  image: %1$s%3$s # next
                """.formatted(bundle, digest('1'), digest('2'));
        developer.write("catalog/template.yaml", template);
        String latest = push("cmd/main.go");
        String[] flags = {"--image=bundle=" + bundle + digest('3'), "--update=catalog/*"};

        assertThat(nudge(latest, flags)).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(err())
                .isEqualTo(
                        "catalog/template.yaml has 2 bundles of registry.example.com/bpfman/bundle; name the one to change with --catalog-entry: bpfman.v0.6.0, bpfman.v0.7.0\n");

        assertThat(nudge(latest, flags[0], flags[1], "--catalog-entry=bpfman.v0.7.0"))
                .as(err())
                .isEqualTo(ExitCode.OK);
        assertThat(onMain("catalog/template.yaml") + "\n").isEqualTo(template.replace(digest('2'), digest('3')));
    }

    @Test
    void aMergeRequestOfGitLabComesOfThePush() throws IOException {
        git.hook("post-receive", """
                for n in $(seq 0 $((GIT_PUSH_OPTION_COUNT - 1))); do eval echo "option \\$GIT_PUSH_OPTION_$n"; done >options
                echo "View merge request for siblings/main:" >&2
                echo "  https://gitlab.example.com/x/repo/-/merge_requests/7" >&2
                """);

        assertThat(gate(revision, 'a', "--pull-request", "--forge=gitlab", "--label=images"))
                .as(err())
                .isEqualTo(ExitCode.OK);

        assertThat(result("pull-request-url")).isEqualTo("https://gitlab.example.com/x/repo/-/merge_requests/7");
        assertThat(git.inRepository("show", "siblings/main:images/agent.txt")).isEqualTo(AGENT + digest('a'));
        assertThat(commits()).isEqualTo(1);
        assertThat(git.file("options"))
                .contains(
                        "option merge_request.create",
                        "option merge_request.target=main",
                        "option merge_request.title=Use the images of " + revision.substring(0, 12),
                        "option merge_request.label=images");
    }
}
