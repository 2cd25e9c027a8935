package io.bpfman.siblings.konflux;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How a forge, a generation of Konflux's templates and a version of Pipelines-as-Code write the facts of one event onto a
 * PipelineRun (pipelines-as-code: pkg/kubeinteraction/labels.go and the parse_payload.go of each provider; build-service:
 * internal/controller).
 */
record Dialect(Forge forge, Family family, Version version, Event event) {

    static final String SHA = "4b1d7c0e9a2f5d8c3b6e1f4a7d0c9b8e5f2a1d3c";

    private static final String PAC = "pipelinesascode.tekton.dev/";

    enum Forge {
        GITHUB_APP("https://github.com/acme/shop", "?rev=" + SHA),
        GITHUB_WEBHOOK("https://github.com/acme/shop", "?rev=" + SHA),
        GITLAB("https://gitlab.com/acme/group/shop", "/-/tree/" + SHA),
        FORGEJO("https://codeberg.org/acme/shop", "/commit/" + SHA),
        BITBUCKET_CLOUD("https://bitbucket.org/acme/shop", ""),
        BITBUCKET_DATA_CENTER("https://bitbucket.acme.example/projects/AC/repos/shop", "");

        private final String url;
        private final String commit;

        Forge(String url, String commit) {
            this.url = url;
            this.commit = commit;
        }

        String url() {
            return url;
        }

        private boolean gitHub() {
            return this == GITHUB_APP || this == GITHUB_WEBHOOK;
        }
    }

    /** The three generations of Konflux's templates. */
    enum Family {
        A,
        B,
        C
    }

    /** The newest of each span in which Pipelines-as-Code writes alike; the number is that of the minor version. */
    enum Version {
        BEFORE_33(32),
        BEFORE_42(41),
        BEFORE_47(46),
        NOW(50);

        private final int minor;

        Version(int minor) {
            this.minor = minor;
        }
    }

    enum Event {
        PUSH,
        TAG,
        MERGE_QUEUE,
        PULL_REQUEST,
        PULL_REQUEST_FROM_FORK,
        COMMENT_ON_PULL_REQUEST,
        COMMENT_ON_PUSHED_COMMIT,
        INCOMING;

        boolean pullRequest() {
            return this == PULL_REQUEST || this == PULL_REQUEST_FROM_FORK || this == COMMENT_ON_PULL_REQUEST;
        }
    }

    /** Why there is no such cell; empty where there is. */
    Optional<String> missing() {
        if (event == Event.MERGE_QUEUE && !forge.gitHub()) {
            return Optional.of("only GitHub has merge queues that push");
        }
        if (event == Event.COMMENT_ON_PUSHED_COMMIT) {
            boolean toldByGitLab = forge == Forge.GITLAB && version.minor >= 34;
            return forge.gitHub() || toldByGitLab
                    ? Optional.empty()
                    : Optional.of("Pipelines-as-Code is not told of it");
        }
        return Optional.empty();
    }

    /** The annotations that the run of this component has. */
    Map<String, String> annotations(String component, String revision) {
        Map<String, String> all = new TreeMap<>(cleaned(component, revision));
        all.put(PAC + "branch", branch());
        all.put(PAC + "source-branch", sourceBranch());
        all.put(PAC + "repo-url", forge.url);
        all.put(PAC + "source-repo-url", sourceUrl(revision));
        String prefix = family == Family.C ? "build.konflux-ci.dev/" : "build.appstudio.redhat.com/";
        all.put(prefix + "commit_sha", revision);
        all.put(prefix + "target_branch", branch().replaceFirst("^refs/heads/", ""));
        if (!forge.commit.isEmpty()) {
            all.put(
                    family == Family.C ? "build.konflux-ci.dev/repo" : "build.appstudio.openshift.io/repo",
                    forge.url + forge.commit.replace(SHA, revision));
        }
        if (family == Family.B) {
            all.put("appstudio.openshift.io/version", "Main");
        }
        if (family == Family.C) {
            all.put("build.konflux-ci.dev/version", "Main");
        }
        return all;
    }

    /** The labels that it has. */
    Map<String, String> labels(String component, String revision) {
        Map<String, String> all = new TreeMap<>();
        cleaned(component, revision)
                .forEach((key, value) ->
                        all.put(key, version.minor >= 47 ? PacLabel.later(value) : PacLabel.earlier(value)));
        if (family == Family.C) {
            all.put("build.konflux-ci.dev/component", component);
            all.put("pipelines.konflux-ci.dev/type", "build");
        } else {
            all.put("appstudio.openshift.io/component", component);
            all.put("pipelines.appstudio.openshift.io/type", "build");
        }
        if (family == Family.A) {
            all.put("appstudio.openshift.io/application", "shop");
        }
        return all;
    }

    /** What stands as an annotation as it is, and as a label as far as a label can hold it. */
    private Map<String, String> cleaned(String component, String revision) {
        Map<String, String> all = new TreeMap<>();
        all.put(PAC + "sha", revision);
        all.put(PAC + "event-type", eventType());
        all.put(PAC + "original-prname", component + (event.pullRequest() ? "-on-pull-request" : "-on-push"));
        all.put(PAC + "repository", "shop");
        all.put(PAC + "state", "started");
        number().ifPresent(number -> all.put(PAC + "pull-request", number));
        return all;
    }

    private String branch() {
        return switch (event) {
            case PUSH -> forge == Forge.BITBUCKET_CLOUD ? "main" : "refs/heads/main";
            case TAG -> forge == Forge.BITBUCKET_CLOUD ? "v1.0" : "refs/tags/v1.0";
            case MERGE_QUEUE -> "refs/heads/gh-readonly-queue/main/pr-7-" + SHA;
            case PULL_REQUEST, PULL_REQUEST_FROM_FORK, COMMENT_ON_PULL_REQUEST, COMMENT_ON_PUSHED_COMMIT, INCOMING ->
                "main";
        };
    }

    private String sourceBranch() {
        if (event.pullRequest()) {
            return "feature";
        }
        // Bitbucket Cloud tells the branch as it was before, which a new one was not.
        return forge == Forge.BITBUCKET_CLOUD && event == Event.PUSH ? "" : branch();
    }

    private String sourceUrl(String revision) {
        if (event == Event.PULL_REQUEST_FROM_FORK) {
            return forge.url.replace("acme", "stranger");
        }
        if (event == Event.INCOMING) {
            return "";
        }
        return switch (forge) {
            case BITBUCKET_CLOUD -> event.pullRequest() ? forge.url : forge.url + "/commits/" + revision;
            case BITBUCKET_DATA_CENTER -> forge.url + "/browse";
            case GITHUB_APP, GITHUB_WEBHOOK, GITLAB, FORGEJO -> forge.url;
        };
    }

    private String eventType() {
        return switch (event) {
            case PUSH, MERGE_QUEUE -> forge == Forge.GITLAB && version.minor <= 33 ? "Push" : "push";
            case TAG -> forge == Forge.GITLAB ? "Tag Push" : "push";
            case PULL_REQUEST, PULL_REQUEST_FROM_FORK -> forge == Forge.GITLAB ? "Merge Request" : "pull_request";
            case COMMENT_ON_PULL_REQUEST -> version.minor <= 32 ? "pull_request" : "retest-comment";
            case COMMENT_ON_PUSHED_COMMIT -> version.minor <= 32 ? "push" : "retest-all-comment";
            case INCOMING -> "incoming";
        };
    }

    private Optional<String> number() {
        boolean ofMergedPush = forge.gitHub()
                && ((event == Event.PUSH && version.minor >= 36)
                        || (event == Event.COMMENT_ON_PUSHED_COMMIT && version.minor >= 42));
        return event.pullRequest() || ofMergedPush ? Optional.of("1441") : Optional.empty();
    }
}
