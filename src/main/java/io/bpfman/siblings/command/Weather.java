package io.bpfman.siblings.command;

import io.bpfman.siblings.text.Truncation;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Optional;

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
        String name = cause.getClass().getSimpleName();
        String line = Optional.ofNullable(cause.getMessage())
                .flatMap(message -> message.lines().findFirst())
                .filter(message -> !message.isBlank())
                .orElse(name);
        return Truncation.cut(line, LONGEST);
    }
}
