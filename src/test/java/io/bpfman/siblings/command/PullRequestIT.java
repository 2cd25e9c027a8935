package io.bpfman.siblings.command;

import static io.bpfman.siblings.fixtures.Images.digest;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfman.siblings.plane.Gitea;
import io.bpfman.siblings.plane.NeedsControlPlane;
import io.bpfman.siblings.plane.WorkTree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One pull request for all siblings, on the real Gitea. */
@NeedsControlPlane
@SuppressWarnings("NullAway.Init")
class PullRequestIT {

    private static final String AGENT = "registry.example.com/bpfman/bpfman-agent@";

    @TempDir
    private static Path folder;

    private static Gitea gitea;
    private static Path auth;

    private String repository;
    private WorkTree developer;
    private String revision;

    @BeforeAll
    static void start() throws IOException {
        gitea = Gitea.start(folder);
        auth = Files.createDirectories(folder.resolve("auth"));
        Files.writeString(auth.resolve("git-provider-token"), gitea.token(Gitea.User.BOT));
    }

    @AfterAll
    static void stop() {
        gitea.close();
    }

    @BeforeEach
    void aRepository() {
        repository = gitea.createRepository("r" + UUID.randomUUID().toString().substring(0, 8), "http://127.0.0.1:1/");
        developer = gitea.workTree(Gitea.User.DEVELOPER, repository);
        developer.write("images/agent.txt", AGENT + digest('0') + "\n");
        revision = push("cmd/main.go");
    }

    private String push(String file) {
        String commit = developer.commit(file);
        developer.push("main", false);
        return commit;
    }

    private record Run(ExitCode code, String out, String err) {}

    private Run propose(String of, char agent) {
        return nudge(of, agent, "--pull-request", "--forge=gitea");
    }

    private Run nudge(String of, char agent, String... more) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        String[] flags = {
            "nudge",
            "--git-url=%s/%s.git".formatted(gitea.url(), repository),
            "--branch=main",
            "--revision=" + of,
            "--git-auth=" + auth,
            "--image=agent=" + AGENT + digest(agent),
            "--write=images/agent.txt=agent",
            "--output=json"
        };
        ExitCode code = new Commands(
                        InstantSource.system(),
                        Map.of(),
                        InputStream.nullInputStream(),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(Stream.of(flags, more).flatMap(Arrays::stream).toArray(String[]::new));
        return new Run(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private List<String> open() {
        return gitea.pullRequests(repository, "open");
    }

    @Test
    void oneIsOpenedAndBroughtUpToDate() {
        Run first = propose(revision, 'a');
        assertThat(first.code()).as(first.err()).isEqualTo(ExitCode.OK);
        assertThat(first.out()).contains("\"reason\" : \"committed\"", gitea.url() + "/" + repository + "/pulls/1");

        assertThat(propose(revision, 'a').out()).contains("\"reason\" : \"unchanged\"", "/pulls/1");

        String newer = push("cmd/main.go");
        assertThat(propose(newer, 'b').out()).contains("\"reason\" : \"committed\"", "/pulls/1");
        assertThat(open()).containsExactly("Use the images of " + newer.substring(0, 12));
        developer.checkout("siblings/main");
        assertThat(developer.read("images/agent.txt")).isEqualTo(AGENT + digest('b') + "\n");

        assertThat(propose(revision, 'a').out()).contains("\"reason\" : \"superseded\"");
    }

    @Test
    void nineAtOnceOpenOne() {
        List<CompletableFuture<Run>> runs = IntStream.range(0, 9)
                .mapToObj(number -> CompletableFuture.supplyAsync(() -> propose(revision, 'a')))
                .toList();

        assertThat(runs)
                .allSatisfy(run ->
                        assertThat(run.join().code()).as(run.join().err()).isEqualTo(ExitCode.OK));
        assertThat(open()).hasSize(1);
    }

    @Test
    void afterOneThatAPersonClosedThereIsANewOne() {
        propose(revision, 'a');
        gitea.close(repository, 1);

        assertThat(propose(revision, 'b').out()).contains("/pulls/2");
        assertThat(open()).hasSize(1);
    }

    @Test
    void oneThatHasNothingToSayAnyMoreIsClosed() {
        propose(revision, 'a');
        developer.write("images/agent.txt", AGENT + digest('a') + "\n");
        String merged = push("cmd/main.go");

        assertThat(propose(merged, 'a').out()).contains("\"reason\" : \"unchanged\"");

        assertThat(open()).isEmpty();
    }

    @Test
    void aCommitOfSomebodyElseIsNotOverwritten() {
        propose(revision, 'a');
        developer.checkout("siblings/main");
        String other = developer.commit("cmd/other.go");
        developer.push("siblings/main", false);

        Run run = propose(revision, 'b');

        assertThat(run.code()).isEqualTo(ExitCode.FINDING);
        assertThat(run.err()).contains("has commits of somebody else", other).hasLineCount(1);
    }

    @Test
    void aProtectedBranchSaysWhatToDo() {
        gitea.protect(repository, "main");

        Run run = nudge(revision, 'a');

        assertThat(run.code()).isEqualTo(ExitCode.NO_ACCESS);
        assertThat(run.err())
                .contains("the push is refused: pre-receive hook declined", "use --pull-request")
                .hasLineCount(1);
    }
}
