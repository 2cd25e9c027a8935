package io.bpfman.siblings.command;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.Serial;

/** Ends a command with one line on standard error. */
final class FailedCommand extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    private final ExitCode code;

    FailedCommand(ExitCode code, String line) {
        super(line);
        this.code = code;
    }

    ExitCode code() {
        return code;
    }

    /** Whether asking again is of no use. */
    static boolean isFinal(KubernetesClientException refused) {
        return switch (refused.getCode()) {
            case UNAUTHORIZED, FORBIDDEN, NOT_FOUND -> true;
            default -> false;
        };
    }

    /**
     * What the API server's refusal means for the person who reads it.
     *
     * @param what it was asked for, as in "list PipelineRuns"
     */
    static FailedCommand of(KubernetesClientException refused, String what, String namespace) {
        String line =
                switch (refused.getCode()) {
                    case UNAUTHORIZED -> "the API server does not accept the token: it is missing or has expired";
                    case FORBIDDEN ->
                        "not allowed to %s in namespace %s: the account needs get and list on them, or the namespace is another one"
                                .formatted(what, namespace);
                    case NOT_FOUND -> "cannot %s: this cluster does not have the kind".formatted(what);
                    default -> "cannot reach the API server: " + Weather.of(refused);
                };
        return new FailedCommand(ExitCode.NO_ACCESS, line);
    }
}
