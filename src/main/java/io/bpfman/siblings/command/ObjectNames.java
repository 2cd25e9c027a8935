package io.bpfman.siblings.command;

import java.util.regex.Pattern;

/** What may be the name of an object, as it becomes a part of an address. */
final class ObjectNames {

    /** Kubernetes: apimachinery, util/validation, IsDNS1123Label. */
    private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    /** Kubernetes: apimachinery, util/validation, IsDNS1123Subdomain. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?");

    private ObjectNames() {}

    static String namespace(String text) {
        if (!NAMESPACE.matcher(text).matches()) {
            throw new FailedCommand(ExitCode.BAD_INPUT, "this cannot be a namespace: " + text);
        }
        return text;
    }

    static String name(String text) {
        if (!NAME.matcher(text).matches()) {
            throw new FailedCommand(ExitCode.BAD_INPUT, "this cannot be an object's name: " + text);
        }
        return text;
    }
}
