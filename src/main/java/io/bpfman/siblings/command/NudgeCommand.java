package io.bpfman.siblings.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bpfman.siblings.domain.facts.BuildEvent;
import io.bpfman.siblings.domain.names.GitRef;
import io.bpfman.siblings.domain.names.ImageReference;
import io.bpfman.siblings.domain.names.Revision;
import io.bpfman.siblings.forge.Forge;
import io.bpfman.siblings.forge.ForgeFailure;
import io.bpfman.siblings.git.GitAccess;
import io.bpfman.siblings.git.GitFailure;
import io.bpfman.siblings.intake.RunEvent;
import io.bpfman.siblings.nudge.NudgeRequest;
import io.bpfman.siblings.nudge.NudgedFiles;
import io.bpfman.siblings.text.OneLine;
import java.io.PrintStream;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Carries the siblings' digests into a branch, in one commit or one pull request for all of them. */
final class NudgeCommand {

    private static final String GIT_URL = "--git-url";
    private static final String BRANCH = "--branch";
    private static final String REVISION = "--revision";
    private static final String PULLSPECS = "--pullspecs";
    private static final String IMAGE = "--image";
    private static final String WRITE = "--write";
    private static final String UPDATE = "--update";
    private static final String REVISION_FILE = "--revision-file";
    private static final String CATALOG_ENTRY = "--catalog-entry";
    private static final String PULL_REQUEST = "--pull-request";
    private static final String HEAD = "--head";
    private static final String FORGE = "--forge";
    private static final String FORGE_URL = "--forge-url";
    private static final String LABEL = "--label";
    private static final String GIT_AUTH = "--git-auth";
    private static final String AUTHOR = "--author";
    private static final String MESSAGE = "--message";
    private static final String SIGN_OFF = "--signoff";
    private static final String POD_INFO = "--pod-info";
    private static final String RESULTS = "--results-dir";

    private static final int SHA_1 = 40;
    private static final String DEFAULT_AUTHOR = "wait-for-siblings <wait-for-siblings@users.noreply.github.com>";
    private static final Pattern PERSON = Pattern.compile("([^<>\\p{Cntrl}]+?) *<([^<>\\s]+@[^<>\\s]+)>");

    /** A part of what git allows (git: Documentation/git-check-ref-format.txt). */
    private static final Pattern BRANCH_NAME = Pattern.compile(
            "(?!.*(?:\\.\\.|//|@\\{|/\\.|\\.lock(?:/|$)))[A-Za-z0-9_][A-Za-z0-9._/+@#-]{0,243}(?<![./])");

    private final InstantSource time;
    private final PrintStream out;

    NudgeCommand(InstantSource time, PrintStream out) {
        this.time = time;
        this.out = out;
    }

    static CommandSpec spec() {
        CommandSpec nudge = CommandSpec.create();
        nudge.usageMessage()
                .description(
                        "Writes the images of all siblings into files of a branch, in one commit, or with --pull-request in one pull request. It never takes the branch back to older images, and commits nothing for a revision that is not on the branch.",
                        "",
                        "The results are changed, reason (committed, unchanged, superseded or not-on-branch), commit and pull-request-url.",
                        "")
                .footer(
                        "",
                        "Example: nudge --git-url https://github.com/openshift/bpfman-operator --branch main --revision COMMIT --pullspecs JSON --write hack/konflux/images/bpfman-agent.txt=bpfman-agent-ystream --revision-file hack/konflux/images/revision.txt --git-auth /workspace/git-auth");
        nudge.addOption(
                required(GIT_URL, "URL", "The repository: https, or http on this machine; without a password."));
        nudge.addOption(required(
                BRANCH, "NAME", "The branch that gets the commit, or into which the request is to be merged."));
        nudge.addOption(required(REVISION, "COMMIT", "The full id of the commit whose builds the images are."));
        nudge.addOption(
                Flags.text(PULLSPECS, "JSON", "The images, a JSON object by component: the wait's result pullspecs."));
        nudge.addOption(Flags.list(IMAGE, "COMPONENT=IMAGE", "The same for single components."));
        nudge.addOption(Flags.list(WRITE, "PATH=COMPONENT", "The file holds the component's image and nothing else."));
        nudge.addOption(
                Flags.list(
                        UPDATE,
                        "GLOB",
                        "In the text files whose paths match, for example config/**/*.yaml, the digest behind each image's repository is replaced; tags stay. An image that no file names is an error."));
        nudge.addOption(Flags.text(
                REVISION_FILE,
                "PATH",
                "The file holds the revision; so there is a commit for each. One for each stream."));
        nudge.addOption(Flags.text(
                CATALOG_ENTRY,
                "NAME",
                "In a catalog's template, the olm.bundle that changes; others of its repository stay."));
        nudge.addOption(
                Flags.choice(PULL_REQUEST, "Opens or updates a pull request instead of pushing to the branch."));
        nudge.addOption(Flags.text(
                HEAD,
                "NAME",
                "The branch that the pull request comes from, which is nobody else's. Default: siblings/BRANCH."));
        nudge.addOption(Flags.text(
                FORGE, "KIND", "github, gitlab or gitea (also Forgejo). Default: what the repository's host tells."));
        nudge.addOption(
                Flags.text(FORGE_URL, "URL", "Where the forge's own pages begin. Default: the repository's host."));
        nudge.addOption(Flags.list(LABEL, "LABEL", "Labels for the pull request."));
        nudge.addOption(Folders.flag(
                        GIT_AUTH,
                        "Folder with the credentials: .git-credentials, username and password, or git-provider-token. They go to the repository's host alone.")
                .build());
        nudge.addOption(Flags.text(AUTHOR, "NAME <EMAIL>", "Who commits. Default: " + DEFAULT_AUTHOR + "."));
        nudge.addOption(Flags.text(
                MESSAGE, "TEXT", "Message of the commit; trailers are added. Default: one that names the images."));
        nudge.addOption(Flags.choice(SIGN_OFF, "Adds Signed-off-by. Default: true."));
        nudge.addOption(Folders.flag(
                        POD_INFO,
                        "Where a downwardAPI volume has the pod's labels and annotations, which tell a pull request's run. Default: /etc/podinfo, if it is there.")
                .build());
        nudge.addOption(Folders.flag(
                        RESULTS,
                        "Folder for the results, a file each; in a Task /tekton/results. Default: none are written.")
                .build());
        nudge.addOption(Flags.output());
        return nudge;
    }

    ExitCode run(ParseResult flags) {
        boolean json = Flags.asJson(flags);
        Optional<ResultFiles> results = Folders.given(flags, RESULTS).map(folder -> new ResultFiles(folder).checked());
        try {
            NudgeTarget target = target(flags);
            NudgeRequest request = request(flags);
            PodInfo pod = PodInfo.given(flags, POD_INFO);
            boolean ofPullRequest = RunEvent.of(pod.annotations(), pod.labels()) instanceof BuildEvent.PullRequest;
            NudgeOutcome outcome = ofPullRequest
                    ? NudgeOutcome.nothing(NudgeOutcome.NOT_ON_BRANCH)
                    : new NudgeAttempts(target, request, time, json ? none -> {} : out::println).untilDone();
            print(outcome, json);
            results.ifPresent(files -> files.write(outcome.results(), Optional.empty()));
            return ExitCode.OK;
        } catch (GitFailure failure) {
            throw new FailedCommand(
                    switch (failure.kind()) {
                        case NO_ACCESS -> ExitCode.NO_ACCESS;
                        case WEATHER -> ExitCode.GAVE_UP;
                        case BAD_INPUT -> ExitCode.BAD_INPUT;
                    },
                    String.valueOf(failure.getMessage()));
        } catch (ForgeFailure failure) {
            throw new FailedCommand(
                    failure.ofAccess() ? ExitCode.NO_ACCESS : ExitCode.BAD_INPUT, String.valueOf(failure.getMessage()));
        }
    }

    private static NudgeTarget target(ParseResult flags) {
        GitAccess access = GitAccess.of(text(flags, GIT_URL), Folders.given(flags, GIT_AUTH));
        String branch = branch(BRANCH, GitRef.of(text(flags, BRANCH)).toString());
        Matcher author = PERSON.matcher(Flags.given(flags, AUTHOR).orElse(DEFAULT_AUTHOR));
        if (!author.matches()) {
            throw bad("%s must be as in 'Name <name@example.com>'".formatted(AUTHOR));
        }
        Optional<NudgeTarget.Proposal> proposal =
                Flags.chosen(flags, PULL_REQUEST) ? Optional.of(proposal(flags, access, branch)) : Optional.empty();
        return new NudgeTarget(
                access,
                branch,
                author.group(1),
                author.group(2),
                Flags.given(flags, MESSAGE),
                !flags.hasMatchedOption(SIGN_OFF) || Flags.chosen(flags, SIGN_OFF),
                proposal);
    }

    private static NudgeTarget.Proposal proposal(ParseResult flags, GitAccess access, String branch) {
        Forge forge = Flags.given(flags, FORGE)
                .map(name -> Forge.named(name)
                        .orElseThrow(() -> bad("%s must be github, gitlab or gitea, and is %s".formatted(FORGE, name))))
                .or(() -> Forge.of(access.url()))
                .orElseThrow(() -> bad("nothing tells the kind of forge at %s; name it with %s"
                        .formatted(access.url().getHost(), FORGE)));
        URI address = Flags.given(flags, FORGE_URL)
                .map(url -> GitAccess.of(url, Optional.empty()).url())
                .orElseGet(() -> URI.create("%s://%s"
                        .formatted(access.url().getScheme(), access.url().getAuthority())));
        if (!address.getHost().equals(access.url().getHost())) {
            throw bad("%s must be on the host of %s, to which alone the credentials go".formatted(FORGE_URL, GIT_URL));
        }
        String head = branch(HEAD, Flags.given(flags, HEAD).orElse("siblings/" + branch));
        if (head.equals(branch)) {
            throw bad("%s and %s must be two branches".formatted(HEAD, BRANCH));
        }
        return new NudgeTarget.Proposal(forge, address, head, Flags.words(flags, LABEL));
    }

    private static NudgeRequest request(ParseResult flags) {
        SortedMap<String, ImageReference> images = images(flags);
        SortedMap<String, String> writes = new TreeMap<>();
        for (String pair : Flags.words(flags, WRITE)) {
            int equals = pair.lastIndexOf('=');
            if (equals <= 0) {
                throw bad("%s needs a path and a component with = between them, and has %s".formatted(WRITE, pair));
            }
            writes.put(inside(WRITE, pair.substring(0, equals)), pair.substring(equals + 1));
        }
        List<String> updates = Flags.words(flags, UPDATE);
        updates.forEach(pattern -> inside(UPDATE, pattern));
        if (writes.isEmpty() && updates.isEmpty()) {
            throw bad("nothing says which files to change; give %s or %s".formatted(WRITE, UPDATE));
        }
        String revision = text(flags, REVISION);
        // JGit reads no repository whose ids are longer.
        if (!Revision.wellFormed(revision) || revision.length() != SHA_1) {
            throw bad("%s must be a full commit id of %d digits, and is %s".formatted(REVISION, SHA_1, revision));
        }
        return new NudgeRequest(
                images,
                writes,
                updates,
                Flags.given(flags, REVISION_FILE).map(path -> inside(REVISION_FILE, path)),
                Flags.given(flags, CATALOG_ENTRY),
                revision);
    }

    private static SortedMap<String, ImageReference> images(ParseResult flags) {
        SortedMap<String, ImageReference> images = new TreeMap<>();
        Flags.given(flags, PULLSPECS).ifPresent(json -> object(json)
                .properties()
                .forEach(entry -> images.put(
                        entry.getKey(),
                        image(PULLSPECS, entry.getKey(), entry.getValue().asText()))));
        for (String pair : Flags.words(flags, IMAGE)) {
            int equals = pair.indexOf('=');
            if (equals <= 0) {
                throw bad("%s needs a component and an image with = between them, and has %s".formatted(IMAGE, pair));
            }
            images.put(pair.substring(0, equals), image(IMAGE, pair.substring(0, equals), pair.substring(equals + 1)));
        }
        if (images.isEmpty()) {
            throw bad("there are no images; give %s or %s".formatted(PULLSPECS, IMAGE));
        }
        return images;
    }

    private static JsonNode object(String json) {
        try {
            JsonNode object = new ObjectMapper().readTree(json);
            if (object.isObject()) {
                return object;
            }
        } catch (JsonProcessingException malformed) {
            // As any other text that is no object.
        }
        throw bad("%s must be a JSON object of images by component".formatted(PULLSPECS));
    }

    private static ImageReference image(String flag, String component, String text) {
        return ImageReference.ofPinned(text)
                .orElseThrow(
                        () -> bad("%s: the image of %s is pinned by no digest: %s".formatted(flag, component, text)));
    }

    private static String inside(String flag, String path) {
        if (!NudgedFiles.isInside(path)) {
            throw bad("%s leads out of the repository: %s".formatted(flag, path));
        }
        return path;
    }

    private static String branch(String flag, String name) {
        if (!BRANCH_NAME.matcher(name).matches()) {
            throw bad("%s cannot be a branch: %s".formatted(flag, name));
        }
        return name;
    }

    private void print(NudgeOutcome outcome, boolean json) {
        if (json) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            for (Map.Entry<String, String> result : outcome.results().entrySet()) {
                object.put(result.getKey(), result.getValue());
            }
            object.put("changed", outcome.changed());
            out.println(object.toPrettyString());
        } else {
            out.println(OneLine.of(outcome.sentence()));
        }
    }

    private static String text(ParseResult flags, String name) {
        return Flags.given(flags, name).orElseThrow(() -> bad(name + " must not be empty"));
    }

    private static OptionSpec required(String name, String label, String description) {
        return OptionSpec.builder(name)
                .required(true)
                .paramLabel(label)
                .type(String.class)
                .description(description)
                .build();
    }

    private static FailedCommand bad(String line) {
        return new FailedCommand(ExitCode.BAD_INPUT, line);
    }
}
