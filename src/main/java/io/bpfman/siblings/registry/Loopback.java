package io.bpfman.siblings.registry;

import java.net.URI;

/** Where the plain protocol is safe: on this machine. */
final class Loopback {

    private Loopback() {}

    static String scheme(String authority) {
        return is(authority) ? "http" : "https";
    }

    /** Whether what goes there cannot be read on the way. */
    static boolean safe(URI address) {
        return "https".equals(address.getScheme())
                || ("http".equals(address.getScheme()) && address.getAuthority() != null && is(address.getAuthority()));
    }

    private static boolean is(String authority) {
        return authority.matches("(?:localhost|127(?:\\.\\d{1,3}){3}|\\[::1])(?::\\d+)?");
    }
}
