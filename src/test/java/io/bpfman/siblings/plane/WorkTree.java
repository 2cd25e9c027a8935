package io.bpfman.siblings.plane;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A developer's work tree of a repository, by the real git. */
public final class WorkTree {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Path folder;
    private final String author;
    private int commits;

    private WorkTree(Path folder, String author) {
        this.folder = folder;
        this.author = author;
    }

    /** Makes an empty one; the remote carries the credentials. */
    static WorkTree make(Path folder, String author, String remote) {
        var tree = new WorkTree(folder, author);
        tree.git("init", "--quiet", "--initial-branch", "main");
        tree.git("remote", "add", "origin", remote);
        return tree;
    }

    /** Writes a file, which the next commit takes up. */
    public void write(String path, String text) {
        try {
            var file = folder.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes a symbolic link, which the next commit takes up. */
    public void link(String path, String target) {
        try {
            Files.createSymbolicLink(folder.resolve(path), Path.of(target));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Commits all that was written and a change of each of these files, and returns the commit's id. */
    public String commit(String... changed) {
        commits++;
        for (var path : changed) {
            write(path, "change %d of %s%n".formatted(commits, author));
        }
        git("add", "--all");
        git("commit", "--quiet", "--message", "change " + String.join(" ", changed));
        return git("rev-parse", "HEAD");
    }

    /** Pushes the last commit to a branch; with force, whatever that branch holds. */
    public void push(String branch, boolean force) {
        var words = new ArrayList<>(List.of("push", "--quiet", "origin", "HEAD:refs/heads/" + branch));
        if (force) {
            words.add("--force");
        }
        git(words.toArray(String[]::new));
    }

    /** Takes the last commit back, so that the next one takes its place. */
    public void takeBackLastCommit() {
        git("reset", "--quiet", "--hard", "HEAD~1");
    }

    /** Goes on from where a branch of the remote is. */
    public void checkout(String branch) {
        git("fetch", "--quiet", "origin", branch);
        git("checkout", "--quiet", "-B", branch, "FETCH_HEAD");
    }

    /** Returns the text of a file. */
    public String read(String path) {
        try {
            return Files.readString(folder.resolve(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the commit that it is at. */
    public String head() {
        return git("rev-parse", "HEAD");
    }

    /** Returns the message of the commit that it is at. */
    public String log() {
        return git("log", "-1", "--format=%B");
    }

    private String git(String... words) {
        var command = new ArrayList<>(
                List.of("git", "-c", "user.name=" + author, "-c", "user.email=%s@forge.test".formatted(author)));
        command.addAll(List.of(words));
        return new Command(
                        folder,
                        Map.of(
                                "GIT_CONFIG_GLOBAL",
                                "/dev/null",
                                "GIT_CONFIG_NOSYSTEM",
                                "1",
                                "GIT_TERMINAL_PROMPT",
                                "0"),
                        LIMIT,
                        command)
                .output()
                .strip();
    }
}
