package io.bpfman.siblings.command;

import io.bpfman.siblings.forge.Forge;
import io.bpfman.siblings.forge.ForgeFailure;
import io.bpfman.siblings.forge.PullRequests;
import io.bpfman.siblings.git.CommitText;
import io.bpfman.siblings.git.GitFailure;
import io.bpfman.siblings.git.PushOutcome;
import io.bpfman.siblings.git.RemoteRepository;
import io.bpfman.siblings.git.RemoteRepository.Trailer;
import io.bpfman.siblings.nudge.BranchFiles;
import io.bpfman.siblings.nudge.NudgeRequest;
import io.bpfman.siblings.nudge.Nudged;
import io.bpfman.siblings.nudge.NudgedFiles;
import io.bpfman.siblings.text.OneLine;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads the branch, applies the images and pushes, and does all of it afresh where the branch moved meanwhile. */
final class NudgeAttempts {

    /** By which a later run knows of which revision the images are, and whose the commit is. */
    private static final String TRAILER = "Siblings-Revision";

    private static final int MOST = 5;
    private static final int SHORT_REVISION = 12;
    private static final Pattern MERGE_REQUEST = Pattern.compile("https?://\\S+/merge_requests/\\d+");

    private final NudgeTarget target;
    private final NudgeRequest request;
    private final InstantSource time;
    private final Consumer<String> progress;

    NudgeAttempts(NudgeTarget target, NudgeRequest request, InstantSource time, Consumer<String> progress) {
        this.target = target;
        this.request = request;
        this.time = time;
        this.progress = progress;
    }

    /** Ends by a {@link FailedCommand} when it was in vain five times. */
    NudgeOutcome untilDone() {
        String why = "";
        for (int attempt = 1; attempt <= MOST; attempt++) {
            progress.accept("reading %s of %s".formatted(target.branch(), target.access()));
            try (RemoteRepository repository = RemoteRepository.open(target.access())) {
                Optional<NudgeOutcome> outcome = attempt(repository);
                if (outcome.isPresent()) {
                    return outcome.get();
                }
                why = "somebody else pushed each time";
            } catch (GitFailure failure) {
                if (failure.kind() != GitFailure.Kind.WEATHER) {
                    throw failure;
                }
                why = String.valueOf(failure.getMessage());
            }
            if (attempt < MOST) {
                progress.accept("trying again: " + OneLine.of(why));
                Rest.before(attempt);
            }
        }
        throw new FailedCommand(ExitCode.GAVE_UP, "gave up after %d attempts: %s".formatted(MOST, why));
    }

    /** Empty when the branch moved. */
    private Optional<NudgeOutcome> attempt(RemoteRepository repository) {
        String tip = repository
                .fetch(target.branch())
                .orElseThrow(() -> new FailedCommand(
                        ExitCode.BAD_INPUT, "%s has no branch %s".formatted(target.access(), target.branch())));
        if (!repository.contains(target.branch(), tip, request.revision())) {
            return Optional.of(NudgeOutcome.nothing(NudgeOutcome.NOT_ON_BRANCH));
        }
        boolean superseded = repository.since(request.revision(), tip, TRAILER, request::concerns).stream()
                .anyMatch(commit -> isNewer(repository, commit));
        if (superseded) {
            return Optional.of(NudgeOutcome.nothing(NudgeOutcome.SUPERSEDED));
        }
        Map<String, String> changes = changes(repository, tip);
        return target.proposal().isPresent()
                ? propose(repository, tip, changes, target.proposal().get())
                : push(repository, tip, changes);
    }

    private Optional<NudgeOutcome> push(RemoteRepository repository, String tip, Map<String, String> changes) {
        if (changes.isEmpty()) {
            return Optional.of(NudgeOutcome.nothing(NudgeOutcome.UNCHANGED));
        }
        String commit = commit(repository, tip, changes);
        return pushed(repository.push(target.branch(), Optional.of(commit), Optional.of(tip), List.of()))
                .map(words -> NudgeOutcome.committed(commit, Optional.empty()));
    }

    private Optional<NudgeOutcome> propose(
            RemoteRepository repository, String tip, Map<String, String> changes, NudgeTarget.Proposal proposal) {
        Optional<String> head = repository.fetch(proposal.head());
        if (head.isPresent()) {
            List<Trailer> commits = repository.ahead(proposal.head(), head.get(), target.branch(), tip, TRAILER);
            refuseOthers(proposal, commits);
            if (commits.stream().anyMatch(commit -> isNewer(repository, commit))) {
                return Optional.of(NudgeOutcome.nothing(NudgeOutcome.SUPERSEDED));
            }
        }
        if (changes.isEmpty()) {
            return head.isEmpty()
                    ? Optional.of(NudgeOutcome.nothing(NudgeOutcome.UNCHANGED))
                    : withdraw(repository, proposal, head.get());
        }
        boolean proposedBefore = head.isPresent()
                && repository.parent(head.get()).equals(Optional.of(tip))
                && changes(repository, head.get()).isEmpty();
        String commit = proposedBefore ? head.orElseThrow() : commit(repository, tip, changes);
        String words = "";
        if (!proposedBefore) {
            Optional<String> accepted =
                    pushed(repository.push(proposal.head(), Optional.of(commit), head, options(proposal)));
            if (accepted.isEmpty()) {
                return Optional.empty();
            }
            words = accepted.get();
        }
        Optional<String> url = url(proposal, words);
        return Optional.of(proposedBefore ? NudgeOutcome.proposedBefore(url) : NudgeOutcome.committed(commit, url));
    }

    /** The request has nothing to say any more. GitLab closes it when its branch is gone. */
    private Optional<NudgeOutcome> withdraw(RemoteRepository repository, NudgeTarget.Proposal proposal, String head) {
        if (proposal.forge() != Forge.GITLAB) {
            untilAnswered(() -> {
                requests(proposal).close(proposal.head(), target.branch());
                return "";
            });
        }
        return pushed(repository.push(proposal.head(), Optional.empty(), Optional.of(head), List.of()))
                .map(words -> NudgeOutcome.nothing(NudgeOutcome.UNCHANGED));
    }

    /** The server's words; empty when the branch moved. */
    private Optional<String> pushed(PushOutcome outcome) {
        if (outcome instanceof PushOutcome.Refused refused) {
            String help = target.proposal().isEmpty()
                    ? "; if the branch is protected, use --pull-request, or let the token's owner push to it"
                    : "";
            throw new FailedCommand(ExitCode.NO_ACCESS, "the push is refused: " + refused.words() + help);
        }
        return outcome instanceof PushOutcome.Accepted accepted ? Optional.of(accepted.words()) : Optional.empty();
    }

    private List<String> options(NudgeTarget.Proposal proposal) {
        return proposal.forge() == Forge.GITLAB
                ? Forge.mergeRequest(target.branch(), title(), proposal.labels())
                : List.of();
    }

    private Optional<String> url(NudgeTarget.Proposal proposal, String words) {
        if (proposal.forge() == Forge.GITLAB) {
            Matcher url = MERGE_REQUEST.matcher(words);
            return url.find() ? Optional.of(url.group()) : Optional.empty();
        }
        return Optional.of(untilAnswered(() -> requests(proposal)
                .ensure(proposal.head(), target.branch(), title(), body(), proposal.labels())
                .url()));
    }

    private PullRequests requests(NudgeTarget.Proposal proposal) {
        String prefix =
                Optional.ofNullable(proposal.address().getPath()).orElse("").replaceAll("^/+|/+$", "");
        String path = target.access().path();
        String repository =
                !prefix.isEmpty() && path.startsWith(prefix + "/") ? path.substring(prefix.length() + 1) : path;
        return new PullRequests(
                proposal.forge(),
                proposal.address(),
                repository,
                target.access().password());
    }

    /** A forge may need a moment before it knows of what was pushed. */
    private String untilAnswered(Supplier<String> call) {
        for (int attempt = 1; ; attempt++) {
            try {
                return call.get();
            } catch (ForgeFailure failure) {
                if (!failure.mayPass() || attempt == MOST) {
                    throw failure;
                }
                progress.accept("trying again: " + OneLine.of(String.valueOf(failure.getMessage())));
                Rest.before(attempt);
            }
        }
    }

    private void refuseOthers(NudgeTarget.Proposal proposal, List<Trailer> commits) {
        String others = commits.stream()
                .filter(commit -> commit.value().isEmpty())
                .map(Trailer::commit)
                .collect(Collectors.joining(", "));
        if (!others.isEmpty()) {
            throw new FailedCommand(
                    ExitCode.FINDING,
                    "the branch %s has commits of somebody else, which are not overwritten: %s; merge them, delete the branch, or name another one with --head"
                            .formatted(proposal.head(), others));
        }
    }

    private boolean isNewer(RemoteRepository repository, Trailer commit) {
        return commit.value()
                .filter(revision -> revision.matches("[0-9a-f]{40}"))
                .filter(revision -> !revision.equals(request.revision()))
                .filter(revision -> repository.isBefore(request.revision(), revision))
                .isPresent();
    }

    private Map<String, String> changes(RemoteRepository repository, String commit) {
        Nudged nudged = NudgedFiles.of(request, new Committed(repository, commit));
        if (nudged instanceof Nudged.Refused refused) {
            throw new FailedCommand(ExitCode.BAD_INPUT, String.join("; ", refused.problems()));
        }
        return ((Nudged.Changes) nudged).files();
    }

    private String commit(RemoteRepository repository, String parent, Map<String, String> changes) {
        String trailers = "%s: %s\n".formatted(TRAILER, request.revision())
                + (target.signOff() ? "Signed-off-by: %s <%s>\n".formatted(target.name(), target.email()) : "");
        return repository.commit(
                parent,
                changes,
                new CommitText(
                        target.name(),
                        target.email(),
                        time.instant().truncatedTo(ChronoUnit.SECONDS),
                        target.message().map(String::strip).orElseGet(() -> title() + "\n\n" + body().strip())
                                + "\n\n"
                                + trailers));
    }

    private String title() {
        return target.message()
                .flatMap(message -> message.strip().lines().findFirst())
                .orElseGet(() -> "Use the images of " + request.revision().substring(0, SHORT_REVISION));
    }

    private String body() {
        return request.images().entrySet().stream()
                .map(image -> "- %s: %s\n".formatted(image.getKey(), image.getValue()))
                .collect(Collectors.joining(
                        "", "The images that were built of " + request.revision() + ", or are the newest:\n\n", ""));
    }

    private record Committed(RemoteRepository repository, String commit) implements BranchFiles {

        @Override
        public Collection<String> paths() {
            return repository.paths(commit);
        }

        @Override
        public Optional<String> text(String path) {
            return repository.text(commit, path);
        }
    }
}
