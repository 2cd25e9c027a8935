package io.bpfman.siblings.command;

import java.util.Map;
import java.util.Optional;

/**
 * How a nudge ended.
 *
 * @param reason a word for programs
 * @param commit the one that was made; empty where none was
 * @param pullRequest its address; empty where there is none
 */
record NudgeOutcome(boolean changed, String reason, Optional<String> commit, Optional<String> pullRequest) {

    static final String NOT_ON_BRANCH = "not-on-branch";
    static final String SUPERSEDED = "superseded";
    static final String UNCHANGED = "unchanged";
    private static final String COMMITTED = "committed";

    static NudgeOutcome nothing(String reason) {
        return new NudgeOutcome(false, reason, Optional.empty(), Optional.empty());
    }

    static NudgeOutcome committed(String commit, Optional<String> pullRequest) {
        return new NudgeOutcome(true, COMMITTED, Optional.of(commit), pullRequest);
    }

    static NudgeOutcome proposedBefore(Optional<String> pullRequest) {
        return new NudgeOutcome(false, UNCHANGED, Optional.empty(), pullRequest);
    }

    Map<String, String> results() {
        return Map.of(
                "changed",
                String.valueOf(changed),
                "reason",
                reason,
                "commit",
                commit.orElse(""),
                "pull-request-url",
                pullRequest.orElse(""));
    }

    String sentence() {
        String sentence =
                switch (reason) {
                    case COMMITTED -> "committed " + commit.orElse("");
                    case SUPERSEDED -> "nothing is committed: the branch already has the images of a newer revision";
                    case NOT_ON_BRANCH ->
                        "nothing is committed: the revision is not on the branch, or belongs to a pull request";
                    default -> "nothing is committed: the branch has all of it";
                };
        return sentence + pullRequest.map(url -> ", see " + url).orElse("");
    }
}
