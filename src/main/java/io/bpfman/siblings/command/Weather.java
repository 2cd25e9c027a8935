package io.bpfman.siblings.command;

import io.fabric8.kubernetes.client.KubernetesClientException;
import org.jspecify.annotations.Nullable;

/** Why the API server cannot be asked just now, in one line. */
final class Weather {

    private static final int LONGEST = 200;

    private Weather() {}

    static String of(KubernetesClientException away) {
        if (away.getCode() > 0) {
            return "it answers with code " + away.getCode();
        }
        Throwable cause = away;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        @Nullable String message = cause.getMessage();
        String line = message == null
                ? cause.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST);
    }
}
