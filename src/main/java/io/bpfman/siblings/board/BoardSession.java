package io.bpfman.siblings.board;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What the command hands to the page that it opens: a process has one board or none.
 *
 * @param client with the user's own rights
 * @param server its address and what told it, for a person
 * @param namespaces that the page shows, the first one first
 * @param token that the first link carries
 * @param opened what happens when the page is there
 */
public record BoardSession(
        KubernetesClient client, String server, List<String> namespaces, String token, Runnable opened) {

    private static final AtomicReference<@Nullable BoardSession> OPEN = new AtomicReference<>();

    /** Before the application starts. */
    public static void open(BoardSession session) {
        OPEN.set(session);
    }

    /** Empty in the controller. */
    static Optional<BoardSession> current() {
        return Optional.ofNullable(OPEN.get());
    }
}
