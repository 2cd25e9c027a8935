package io.bpfman.siblings.domain.names;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a build was started for: a branch by its bare name, or a tag as {@code refs/tags/…}. The branch of a merge queue is
 * one that nobody pushes to (GitHub: {@code gh-readonly-queue/BRANCH/pr-NUMBER-SHA}).
 */
public record GitRef(String value) implements Comparable<GitRef> {

    private static final String BRANCHES = "refs/heads/";
    private static final String TAGS = "refs/tags/";
    private static final Pattern MERGE_QUEUE = Pattern.compile("gh-readonly-queue/(.+)/[^/]*");

    /** The ref of this name; a branch with {@code refs/heads/} or without is the same. */
    public static GitRef of(String name) {
        return new GitRef(name.startsWith(BRANCHES) ? name.substring(BRANCHES.length()) : name);
    }

    /** Whether it is a tag. */
    public boolean tag() {
        return value.startsWith(TAGS);
    }

    /** The branch that a merge queue's branch is to be merged into; empty where this is none. */
    public Optional<GitRef> mergedInto() {
        Matcher queue = MERGE_QUEUE.matcher(value);
        return queue.matches() ? Optional.of(new GitRef(queue.group(1))) : Optional.empty();
    }

    /** The branch that is pushed to in the end: of a merge queue the one that it merges into; empty for a tag. */
    public Optional<GitRef> pushedBranch() {
        return tag() ? Optional.empty() : Optional.of(mergedInto().orElse(this));
    }

    @Override
    public int compareTo(GitRef other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
