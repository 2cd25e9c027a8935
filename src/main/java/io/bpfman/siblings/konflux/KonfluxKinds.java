package io.bpfman.siblings.konflux;

import java.util.List;

/** Konflux's and Pipelines-as-Code's kinds that a wait reads where they are there, and what it reads of their metadata. */
public final class KonfluxKinds {

    /** Konflux's API groups, the newer one first: its kinds move from one to the other (konflux-ci/architecture: ADR 68). */
    public static final List<String> GROUPS = List.of("konflux-ci.dev", "appstudio.redhat.com");

    /** konflux-ci/application-api: api/v1alpha1. */
    public static final String COMPONENTS = "appstudio.redhat.com/v1alpha1/components";

    /** The plural of Components, in either group. */
    public static final String COMPONENTS_PLURAL = "components";

    /** The plural of ComponentGroups (konflux-ci/integration-service: config/crd/bases). */
    public static final String COMPONENT_GROUPS_PLURAL = "componentgroups";

    /** The plural of NudgeConfigs (konflux-ci/integration-service: config/crd/bases). */
    public static final String NUDGE_CONFIGS_PLURAL = "nudgeconfigs";

    /** konflux-ci/application-api: api/v1alpha1. */
    public static final String SNAPSHOTS = "appstudio.redhat.com/v1alpha1/snapshots";

    /** pipelines-as-code: pkg/apis/pipelinesascode/v1alpha1. */
    public static final String REPOSITORIES = "pipelinesascode.tekton.dev/v1alpha1/repositories";

    /**
     * On a Component: when the build of the promoted image started, in Unix seconds (integration-service:
     * gitops/snapshot.go).
     */
    public static final String LAST_BUILT_TIME = "test.appstudio.openshift.io/lastbuilttime";

    /** Before the keys of Pipelines-as-Code that integration-service copies onto a Snapshot (gitops/snapshot.go). */
    public static final String SNAPSHOT_PREFIX = "pac.test.appstudio.openshift.io/";

    /** On a Snapshot: {@code group} for one that is made of pull requests (integration-service: gitops/snapshot.go). */
    public static final String SNAPSHOT_TYPE = "test.appstudio.openshift.io/type";

    private KonfluxKinds() {}
}
