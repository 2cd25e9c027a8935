package io.bpfman.siblings.konflux;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Under which keys the facts of a build stand on its PipelineRun: the first key that is there counts, as an annotation
 * before a label, since labels are cut, see {@link PacLabel}.
 *
 * <p>Konflux has two families of keys, and a cluster may hold runs of both: that of build-service's
 * internal/controller/component_build_controller.go, and after it that of component_build_controller_v2.go, whose keys
 * end in {@code konflux-ci.dev} and do not tell an application. Those of Pipelines-as-Code are in
 * pkg/apis/pipelinesascode/keys/keys.go.
 */
public final class FactKeys {

    /** Before every key of Pipelines-as-Code. */
    public static final String PAC_PREFIX = "pipelinesascode.tekton.dev/";

    public static final List<String> REVISION = List.of(
            "pipelinesascode.tekton.dev/sha",
            "build.appstudio.redhat.com/commit_sha",
            "build.konflux-ci.dev/commit_sha");

    public static final List<String> COMPONENT =
            List.of("appstudio.openshift.io/component", "build.konflux-ci.dev/component");

    public static final List<String> APPLICATION = List.of("appstudio.openshift.io/application");

    /** The branch that is pushed to, or merged into. */
    public static final List<String> TARGET_BRANCH = List.of(
            "build.appstudio.redhat.com/target_branch",
            "pipelinesascode.tekton.dev/branch",
            "build.konflux-ci.dev/target_branch");

    public static final List<String> SOURCE_BRANCH = List.of("pipelinesascode.tekton.dev/source-branch");

    /** Which of a component's versions it builds; Konflux writes it as an annotation. */
    public static final List<String> VERSION =
            List.of("appstudio.openshift.io/version", "build.konflux-ci.dev/version");

    /** The repository that is pushed to, or merged into. */
    public static final List<String> REPO_URL = List.of("pipelinesascode.tekton.dev/repo-url");

    /** The repository that the commit is in, which may be a fork. */
    public static final List<String> SOURCE_REPO_URL = List.of("pipelinesascode.tekton.dev/source-repo-url");

    /** Links to the source, written down in the pipeline's own file. */
    public static final List<String> REPOSITORY_LINKS =
            List.of("build.appstudio.openshift.io/repo", "build.konflux-ci.dev/repo");

    public static final List<String> EVENT = List.of("pipelinesascode.tekton.dev/event-type");

    /** Some pushes carry it, too. */
    public static final List<String> PULL_REQUEST = List.of("pipelinesascode.tekton.dev/pull-request");

    /** The name of the pipeline in the source repository, which its runs have in common. */
    public static final List<String> PIPELINE = List.of("pipelinesascode.tekton.dev/original-prname");

    /** How far Pipelines-as-Code has let the run come. */
    public static final List<String> STATE = List.of("pipelinesascode.tekton.dev/state");

    /** The Repository object in whose queue Pipelines-as-Code keeps the run. */
    public static final List<String> PAC_REPOSITORY = List.of("pipelinesascode.tekton.dev/repository");

    /** The queue in which Kueue keeps the run (konflux-ci/tekton-kueue). */
    public static final List<String> KUEUE_QUEUE = List.of("kueue.x-k8s.io/queue-name");

    /** Only as labels, as the watches select by them. */
    public static final List<String> TYPE =
            List.of("pipelines.appstudio.openshift.io/type", "pipelines.konflux-ci.dev/type");

    /** What Tekton Chains writes on a run that it is done with (tektoncd/chains: pkg/chains/annotations.go). */
    public static final String SIGNED = "chains.tekton.dev/signed";

    /** The type of a PipelineRun that builds a component's image. */
    public static final String BUILD_TYPE = "build";

    /**
     * The types that Konflux gives to PipelineRuns that build nothing (konflux-ci/integration-service:
     * tekton/consts/consts.go; konflux-ci/release-service: metadata/labels.go).
     */
    public static final List<String> OTHER_TYPES = List.of("final", "managed", "tenant", "test");

    /** The state of a run that Pipelines-as-Code keeps from starting. */
    public static final String QUEUED_STATE = "queued";

    /** The state of a run that Pipelines-as-Code has let start, and that holds a slot until it ends. */
    public static final String STARTED_STATE = "started";

    /** Every key that a fact of a build may stand under. */
    public static final Set<String> OF_BUILDS = Stream.of(
                    REVISION,
                    COMPONENT,
                    APPLICATION,
                    TARGET_BRANCH,
                    SOURCE_BRANCH,
                    VERSION,
                    REPO_URL,
                    SOURCE_REPO_URL,
                    EVENT,
                    PULL_REQUEST,
                    PIPELINE,
                    STATE,
                    PAC_REPOSITORY,
                    KUEUE_QUEUE,
                    TYPE)
            .flatMap(List::stream)
            .collect(Collectors.toUnmodifiableSet());

    private FactKeys() {}
}
