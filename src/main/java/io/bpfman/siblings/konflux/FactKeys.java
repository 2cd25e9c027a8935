package io.bpfman.siblings.konflux;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Under which keys the facts of a build stand on its PipelineRun: the first key that is there counts, as an annotation
 * before a label, since labels are cut to their last 62 characters (pipelines-as-code: pkg/formatting/k8labels.go).
 */
public final class FactKeys {

    /** pipelines-as-code: pkg/apis/pipelinesascode/keys/keys.go; build-service: the .tekton templates it proposes. */
    public static final List<String> REVISION =
            List.of("pipelinesascode.tekton.dev/sha", "build.appstudio.redhat.com/commit_sha");

    /** build-service: internal/controller/component_build_controller.go. */
    public static final List<String> COMPONENT = List.of("appstudio.openshift.io/component");

    /** build-service: internal/controller/component_build_controller.go. */
    public static final List<String> APPLICATION = List.of("appstudio.openshift.io/application");

    /** The branch that is pushed to, or merged into. */
    public static final List<String> TARGET_BRANCH =
            List.of("build.appstudio.redhat.com/target_branch", "pipelinesascode.tekton.dev/branch");

    /** pipelines-as-code: pkg/apis/pipelinesascode/keys/keys.go. */
    public static final List<String> SOURCE_BRANCH = List.of("pipelinesascode.tekton.dev/source-branch");

    /** pipelines-as-code: pkg/apis/pipelinesascode/keys/keys.go. */
    public static final List<String> EVENT = List.of("pipelinesascode.tekton.dev/event-type");

    /** pipelines-as-code: pkg/apis/pipelinesascode/keys/keys.go; some pushes carry it, too. */
    public static final List<String> PULL_REQUEST = List.of("pipelinesascode.tekton.dev/pull-request");

    /** Only as a label, as the watch selects by it. */
    public static final String TYPE_LABEL = "pipelines.appstudio.openshift.io/type";

    /** The type of a PipelineRun that builds a component's image. */
    public static final String BUILD_TYPE = "build";

    /** The label that the API server can select a revision by. */
    public static final String REVISION_LABEL = "pipelinesascode.tekton.dev/sha";

    /** The label that the API server can select a component by. */
    public static final String COMPONENT_LABEL = "appstudio.openshift.io/component";

    /** Every key that a fact may stand under. */
    public static final Set<String> ALL = Stream.of(
                    REVISION,
                    COMPONENT,
                    APPLICATION,
                    TARGET_BRANCH,
                    SOURCE_BRANCH,
                    EVENT,
                    PULL_REQUEST,
                    List.of(TYPE_LABEL))
            .flatMap(List::stream)
            .collect(Collectors.toUnmodifiableSet());

    private static final int LONGEST_WHOLE_LABEL = 62;

    private FactKeys() {}

    /** What a label shows of a value: of a long one, such as a SHA-256 commit id, its last 62 characters. */
    public static String labelValue(String value) {
        return value.length() <= LONGEST_WHOLE_LABEL ? value : value.substring(value.length() - LONGEST_WHOLE_LABEL);
    }
}
