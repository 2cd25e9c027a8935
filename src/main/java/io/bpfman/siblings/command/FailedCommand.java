package io.bpfman.siblings.command;

import io.bpfman.siblings.reconcile.read.ApiRefusal;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.Serial;

/** Ends a command with one line on standard error. */
final class FailedCommand extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    private final ExitCode code;

    FailedCommand(ExitCode code, String line) {
        super(line);
        this.code = code;
    }

    ExitCode code() {
        return code;
    }

    /**
     * What the API server's refusal means for the person who reads it.
     *
     * @param what it was asked for, as in "list PipelineRuns"
     * @param server its address and what told it
     */
    static FailedCommand of(KubernetesClientException refused, String what, String namespace, String server) {
        String line =
                switch (ApiRefusal.of(refused)) {
                    case UNAUTHENTICATED -> "the API server does not accept the login: it is missing or has expired";
                    case FORBIDDEN ->
                        "not allowed to %s in namespace %s: the account needs get and list on them, or the namespace is another one"
                                .formatted(what, namespace);
                    case ABSENT -> "cannot %s: this cluster does not have the kind".formatted(what);
                    case WEATHER, CONFLICT, REFUSED -> "cannot reach the API server: " + Weather.of(refused);
                };
        return new FailedCommand(ExitCode.NO_ACCESS, "%s (%s)".formatted(line, server));
    }
}
