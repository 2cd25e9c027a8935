package io.bpfman.siblings.status;

/** The names of the fields under {@code status.extraFields}. */
final class Fields {

    static final String REQUEST = "request";
    static final String REVISION = "revision";
    static final String APPLICATION = "application";
    static final String COMPONENT = "component";
    static final String BRANCH = "branch";
    static final String EVENT = "event";
    static final String PUSH = "push";
    static final String PULL_REQUEST = "pull_request";
    static final String PULL_REQUEST_NUMBER = "pullRequest";
    static final String WAITING_RUN_UID = "subjectUid";
    static final String WAITING_RUN_CREATED = "subjectCreated";
    static final String GRACE = "grace";
    static final String NOT_BUILT = "not-built";
    static final String ON_FAILURE = "on-failure";
    static final String SUPERSEDED = "superseded";
    static final String SUPERSEDED_WINDOW = "supersededWindow";
    static final String PIPELINE = "pipeline";
    static final String REPOSITORY = "repository";
    static final String REPOSITORIES = "repositories";
    static final String VERSION = "version";
    static final String ONLY_APPLICATION = "onlyApplication";
    static final String TRUSTED = "trusted";
    static final String FALLBACK = "fallback";
    static final String SKIPPED = "skipped";
    static final String ANSWERABLE = "answerable";
    static final String NOT_COUNTED = "notCounted";
    static final String IMAGES = "images";
    static final String TIMEOUT = "timeout";
    static final String RETRIES = "retries";

    static final String SIBLINGS = "siblings";
    static final String STATE = "state";
    static final String PIPELINE_RUN = "pipelineRun";
    static final String UID = "uid";
    static final String CREATED = "created";
    static final String STARTED = "started";
    static final String IMAGE = "image";
    static final String REASON = "reason";
    static final String CANCELLED = "cancelled";
    static final String SNAPSHOT = "snapshot";
    static final String COMPONENT_GROUP = "componentGroup";
    static final String LAST_NOT_SKIPPED = "lastNotSkipped";
    static final String UNSEEN = "unseen";
    static final String KIND = "kind";
    static final String WHY = "why";
    static final String PASSED_OVER = "passedOver";

    private Fields() {}
}
