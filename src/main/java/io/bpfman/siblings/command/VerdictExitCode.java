package io.bpfman.siblings.command;

import io.bpfman.siblings.domain.Verdict;

/** How a command ends by a verdict. One that goes on ends nothing, and one that is cancelled is none of a command's. */
final class VerdictExitCode implements Verdict.Cases<ExitCode> {

    @Override
    public ExitCode waiting(Verdict.Waiting verdict) {
        throw new IllegalArgumentException("the wait goes on");
    }

    @Override
    public ExitCode unread(Verdict.Unread verdict) {
        throw new IllegalArgumentException("the wait goes on");
    }

    @Override
    public ExitCode awaitingWitness(Verdict.AwaitingWitness verdict) {
        throw new IllegalArgumentException("the wait goes on");
    }

    @Override
    public ExitCode retrying(Verdict.Retrying verdict) {
        throw new IllegalArgumentException("the wait goes on");
    }

    @Override
    public ExitCode satisfied(Verdict.Satisfied verdict) {
        return ExitCode.OK;
    }

    @Override
    public ExitCode superseded(Verdict.Superseded verdict) {
        return ExitCode.OK;
    }

    @Override
    public ExitCode siblingBroken(Verdict.SiblingBroken verdict) {
        return ExitCode.FINDING;
    }

    @Override
    public ExitCode deadlocked(Verdict.Deadlocked verdict) {
        return ExitCode.FINDING;
    }

    @Override
    public ExitCode resultTooLarge(Verdict.ResultTooLarge verdict) {
        return ExitCode.BAD_INPUT;
    }

    @Override
    public ExitCode timedOut(Verdict.TimedOut verdict) {
        return ExitCode.GAVE_UP;
    }

    @Override
    public ExitCode cancelled(Verdict.Cancelled verdict) {
        throw new IllegalArgumentException("nobody cancels a command but by ending it");
    }

    @Override
    public ExitCode unknownSiblings(Verdict.UnknownSiblings verdict) {
        return ExitCode.BAD_INPUT;
    }

    @Override
    public ExitCode rejected(Verdict.Rejected verdict) {
        return ExitCode.BAD_INPUT;
    }
}
