package io.bpfman.siblings.report;

import io.bpfman.siblings.domain.Verdict;
import io.bpfman.siblings.domain.component.UnreadableKind;
import io.bpfman.siblings.domain.contention.Deadlock;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.request.CompetingRun;
import io.bpfman.siblings.domain.result.StepResults;
import io.bpfman.siblings.domain.sibling.SiblingState;
import io.bpfman.siblings.domain.sibling.Siblings;
import io.bpfman.siblings.domain.witness.AwaitedWitness;
import io.bpfman.siblings.tekton.GoDuration;
import io.bpfman.siblings.text.Truncation;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A verdict in words, for the person who reads the pipeline's page: siblings in name order, no clock, and no counters
 * that change without a fact changing.
 */
public record Message(Siblings siblings) implements Verdict.Cases<String> {

    private static final int LONGEST = 1024;

    /** What the verdict is in words, not longer than a condition may be. */
    public static String of(Verdict verdict, Siblings siblings) {
        return Truncation.shorten(verdict.match(new Message(siblings)), LONGEST);
    }

    @Override
    public String waiting(Verdict.Waiting verdict) {
        return readiness() + "; waiting for " + list(state -> !state.answered()) + notCounted() + notSeen(false);
    }

    @Override
    public String unread(Verdict.Unread verdict) {
        return siblings.states().isEmpty()
                ? verdict.what()
                : "%s; waiting for %s; %s".formatted(readiness(), list(state -> !state.answered()), verdict.what());
    }

    @Override
    public String awaitingWitness(Verdict.AwaitingWitness verdict) {
        return awaitedWitness(verdict.awaited());
    }

    private String awaitedWitness(AwaitedWitness awaited) {
        return "%s; TaskRun %s, which is to state their digests to Tekton Chains, %s%s"
                .formatted(readiness(), awaited.name(), WitnessDetails.of(awaited), notCounted() + notSeen(false));
    }

    @Override
    public String retrying(Verdict.Retrying verdict) {
        return "trying again after " + Reason.of(verdict.attemptEnd()).spelling() + ": "
                + verdict.attemptEnd().match(this);
    }

    @Override
    public String satisfied(Verdict.Satisfied verdict) {
        return readiness() + ": " + list(SiblingState::answered) + notCounted() + notSeen(false);
    }

    @Override
    public String superseded(Verdict.Superseded verdict) {
        CompetingRun newer = verdict.newer();
        return "superseded by PipelineRun %s of revision %s, so the rest of this pipeline is skipped; a comment /test %s builds this revision all the same, /retest does not"
                .formatted(newer.name(), newer.revision(), newer.pipeline());
    }

    @Override
    public String siblingBroken(Verdict.SiblingBroken verdict) {
        // A kind that the cluster does not have could have told of an image.
        boolean absentToo = verdict.cause() == Verdict.Cause.NOT_BUILT;
        return readiness() + "; " + list(Message::brokenOrMissing) + notCounted() + notSeen(absentToo) + help(verdict);
    }

    @Override
    public String deadlocked(Verdict.Deadlocked verdict) {
        return verdict.deadlock() instanceof Deadlock.Cycle cycle
                ? cycle(cycle)
                : queueDeadlock((Deadlock.QueueDeadlock) verdict.deadlock());
    }

    private static String cycle(Deadlock.Cycle cycle) {
        List<String> circle = cycle.circle().stream().map(Message::link).toList();
        return "waits wait for each other: %s, %s; this one is the youngest and ends: take the component of one of them out of the siblings of the other, then start this pipeline again"
                .formatted(String.join(", which waits for ", circle), "which waits for " + circle.get(0));
    }

    private static String link(Deadlock.Link link) {
        return link.name() + link.heldUp().map(" (holds up %s)"::formatted).orElse("");
    }

    private static String queueDeadlock(Deadlock.QueueDeadlock deadlock) {
        return "%s cannot start: Repository %s lets no more than %d PipelineRuns run at once, and all that run wait for builds in its queue (%s); this one is the youngest and ends: raise the concurrency_limit of the Repository, then start this pipeline again"
                .formatted(
                        names(deadlock.queued()),
                        deadlock.repository(),
                        deadlock.limit(),
                        String.join(", ", deadlock.waits()));
    }

    @Override
    public String resultTooLarge(Verdict.ResultTooLarge verdict) {
        String where = verdict.largest() == StepResults.LARGEST_BYTES ? " where a witness states them" : "";
        return "the results have %d bytes and may have %d%s: wait for fewer siblings in one task"
                .formatted(verdict.bytes(), verdict.largest(), where);
    }

    @Override
    public String timedOut(Verdict.TimedOut verdict) {
        String after = "timed out after " + GoDuration.format(verdict.timeout());
        String unread = verdict.unread().map("; "::concat).orElse("");
        if (siblings.states().isEmpty()) {
            return after + unread;
        }
        return after + "; "
                + verdict.witness().map(this::awaitedWitness).orElseGet(() -> "%s; still waiting for %s%s"
                        .formatted(readiness(), list(state -> !state.answered()), notCounted() + notSeen(false)))
                + unread;
    }

    @Override
    public String cancelled(Verdict.Cancelled verdict) {
        return verdict.why();
    }

    @Override
    public String unknownSiblings(Verdict.UnknownSiblings verdict) {
        return "param siblings: "
                + verdict.nearest().entrySet().stream()
                        .map(unknown -> "there is neither a Component nor a build %s%s"
                                .formatted(
                                        unknown.getKey(),
                                        unknown.getValue()
                                                .map(nearest -> ", but a Component " + nearest)
                                                .orElse("")))
                        .collect(Collectors.joining("; "));
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
                || state instanceof SiblingState.Untrusted
                || state instanceof SiblingState.NotBuilt;
    }

    /** What was seen with the revision, and why it is no sibling's build. */
    private String notCounted() {
        return siblings.uncounted().isEmpty()
                ? ""
                : siblings.uncounted().stream()
                        .map(build ->
                                "PipelineRun %s (%s)".formatted(build.pipelineRun(), MismatchWords.of(build.why())))
                        .collect(Collectors.joining(", ", "; not counted: ", ""));
    }

    /** Where nobody may say what else would answer a sibling, the author of the pipeline can, or who may grant it. */
    private String help(Verdict.SiblingBroken verdict) {
        boolean componentsForbidden = siblings.unreadable()
                .contains(new UnreadableKind(UnreadableKind.Kind.COMPONENTS, UnreadableKind.Why.FORBIDDEN));
        return verdict.cause() == Verdict.Cause.NOT_BUILT && componentsForbidden
                ? ": give the param fallback, or bind the role that README names (Into an existing Konflux repository)"
                : "";
    }

    /** What a wait goes without: always told where it is forbidden, as somebody can allow it. */
    private String notSeen(boolean absentToo) {
        String forbidden = kinds(UnreadableKind.Why.FORBIDDEN);
        String absent = absentToo ? kinds(UnreadableKind.Why.ABSENT) : "";
        return (forbidden.isEmpty() ? "" : "; not allowed to read " + forbidden)
                + (absent.isEmpty() ? "" : "; this cluster has no " + absent);
    }

    private String kinds(UnreadableKind.Why why) {
        return siblings.unreadable().stream()
                .filter(unreadable -> unreadable.why() == why)
                .map(unreadable -> switch (unreadable.kind()) {
                    case COMPONENTS -> "Components";
                    case SNAPSHOTS -> "Snapshots";
                    case REPOSITORIES -> "Repositories";
                    case COMPONENT_GROUPS -> "ComponentGroups";
                    case NUDGE_CONFIGS -> "NudgeConfigs";
                })
                .collect(Collectors.joining(" and "));
    }

    private static String names(Collection<ComponentName> names) {
        return names.stream().map(ComponentName::value).collect(Collectors.joining(", "));
    }

    private String list(Predicate<SiblingState> which) {
        return siblings.states().entrySet().stream()
                .filter(entry -> which.test(entry.getValue()))
                .map(entry -> entry.getKey() + " (" + entry.getValue().match(new Details()) + ")")
                .collect(Collectors.joining(", "));
    }
}
