package io.bpfman.siblings.plane;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** Free ports of this machine, below those that outgoing connections use, so that a restarted server finds its own free. */
public final class Ports {

    private static final int FIRST = 15_000;

    /** Tekton reads the port of its metrics as a signed number of 16 bits. */
    private static final int LAST = 32_767;

    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private Ports() {}

    /** Returns a port nobody listens on and nobody in this JVM was given before. */
    public static int free() {
        return ThreadLocalRandom.current()
                .ints(FIRST, LAST + 1)
                .filter(port -> isFree(port) && GIVEN.add(port))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
