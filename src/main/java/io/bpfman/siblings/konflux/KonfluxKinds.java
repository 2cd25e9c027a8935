package io.bpfman.siblings.konflux;

/** Konflux's and Pipelines-as-Code's kinds that a wait reads where they are there, and what it reads of their metadata. */
public final class KonfluxKinds {

    /** konflux-ci/application-api: api/v1alpha1. */
    public static final String COMPONENTS = "appstudio.redhat.com/v1alpha1/components";

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
