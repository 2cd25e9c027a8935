package io.bpfman.siblings.report;

import io.bpfman.siblings.domain.ComponentName;
import io.bpfman.siblings.domain.Results;
import io.bpfman.siblings.domain.SiblingState;
import io.bpfman.siblings.domain.Siblings;
import io.bpfman.siblings.domain.Verdict;
import io.bpfman.siblings.memory.StateWords;
import io.bpfman.siblings.tekton.GoDuration;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A verdict in words, for the person who reads the pipeline's page: siblings in name order, no clock, and no counters
 * that change without a fact changing.
 */
record Message(Siblings siblings) implements Verdict.Cases<String> {

    private static final int LONGEST = 1024;

    static String of(Verdict verdict, Siblings siblings) {
        String text = verdict.match(new Message(siblings));
        if (text.length() <= LONGEST) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(LONGEST - 2)) ? LONGEST - 2 : LONGEST - 1;
        return text.substring(0, end) + "…";
    }

    @Override
    public String waiting(Verdict.Waiting verdict) {
        return readiness() + "; waiting for " + list(state -> !state.answered());
    }

    @Override
    public String retrying(Verdict.Retrying verdict) {
        return "trying again after " + Reason.of(verdict.attemptEnd()).spelling() + ": "
                + verdict.attemptEnd().match(this);
    }

    @Override
    public String satisfied(Verdict.Satisfied verdict) {
        return readiness() + ": " + list(SiblingState::answered);
    }

    @Override
    public String siblingFailed(Verdict.SiblingFailed verdict) {
        return readiness() + "; " + list(Message::brokenOrMissing);
    }

    @Override
    public String siblingWithoutDigest(Verdict.SiblingWithoutDigest verdict) {
        return readiness() + "; " + list(Message::brokenOrMissing);
    }

    @Override
    public String siblingNotBuilt(Verdict.SiblingNotBuilt verdict) {
        return readiness() + "; " + list(Message::brokenOrMissing);
    }

    @Override
    public String resultTooLarge(Verdict.ResultTooLarge verdict) {
        return "the results have %d bytes and may have %d: wait for fewer siblings in one task"
                .formatted(verdict.bytes(), Results.LARGEST_BYTES);
    }

    @Override
    public String timedOut(Verdict.TimedOut verdict) {
        return "timed out after %s; %s; still waiting for %s"
                .formatted(GoDuration.format(verdict.timeout()), readiness(), list(state -> !state.answered()));
    }

    @Override
    public String cancelled(Verdict.Cancelled verdict) {
        return verdict.why();
    }

    @Override
    public String rejected(Verdict.Rejected verdict) {
        return String.join("; ", verdict.problems());
    }

    private String readiness() {
        long answered = siblings.states().values().stream()
                .filter(SiblingState::answered)
                .count();
        return "%d of %d siblings ready".formatted(answered, siblings.states().size());
    }

    private static boolean brokenOrMissing(SiblingState state) {
        return state instanceof SiblingState.Failed
                || state instanceof SiblingState.WithoutDigest
                || state instanceof SiblingState.NotBuilt;
    }

    private String list(Predicate<SiblingState> which) {
        return siblings.states().entrySet().stream()
                .filter(entry -> which.test(entry.getValue()))
                .map(entry -> describe(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String describe(ComponentName sibling, SiblingState state) {
        Optional<String> why = Optional.empty();
        if (state instanceof SiblingState.WithoutDigest withoutDigest) {
            why = Optional.of(withoutDigest.problem());
        } else if (state instanceof SiblingState.Failed failed
                && !failed.reason().isEmpty()) {
            why = Optional.of("reason " + failed.reason());
        }
        String details = Stream.of(
                        Stream.of(StateWords.of(state)),
                        why.stream(),
                        state.decidingBuild().stream().map(build -> "PipelineRun " + build.name()))
                .flatMap(part -> part)
                .collect(Collectors.joining(", "));
        return sibling + " (" + details + ")";
    }
}
