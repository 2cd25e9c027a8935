package io.bpfman.siblings.reconcile;

import io.bpfman.siblings.domain.Build;
import io.bpfman.siblings.domain.ComponentName;
import io.bpfman.siblings.domain.WaitRequest;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which waits are open, and whom a build concerns.
 *
 * <p>A wait is entered before its builds are read from the cache, and a build is cached before it is asked whom it
 * concerns; so either the read sees the build, or the build finds the wait. Fabric8's indexes cannot promise that: they
 * take an entry out before they put the new one in (fabric8io/kubernetes-client#7265).
 */
@Singleton
public class OpenWaits {

    private final Map<String, OpenWait> byUid = new HashMap<>();
    private final Map<Sibling, Map<String, OpenWait>> bySibling = new HashMap<>();

    /** Enters a wait; the same one again keeps what is known of it. */
    public synchronized OpenWait open(ResourceID id, String uid, WaitRequest request, Instant now) {
        @Nullable OpenWait known = byUid.get(uid);
        if (known != null) {
            return known;
        }
        OpenWait wait = new OpenWait(id, uid, request, now);
        byUid.put(uid, wait);
        request.siblings().forEach(sibling -> bySibling
                .computeIfAbsent(sibling(wait, sibling), key -> new HashMap<>())
                .put(uid, wait));
        return wait;
    }

    /** Forgets a wait that has ended or is gone. */
    public synchronized void close(String uid) {
        @Nullable OpenWait wait = byUid.remove(uid);
        if (wait == null) {
            return;
        }
        wait.request()
                .siblings()
                .forEach(sibling -> bySibling.computeIfPresent(sibling(wait, sibling), (key, waits) -> {
                    waits.remove(uid);
                    return waits.isEmpty() ? null : waits;
                }));
    }

    /** The runs that wait for this build. */
    public synchronized Set<ResourceID> concernedBy(String namespace, Build build) {
        Set<ResourceID> ids = new HashSet<>();
        concerned(namespace, build).forEach(wait -> ids.add(wait.id()));
        return ids;
    }

    /** Keeps a build that ended and was deleted for the waits that it concerns, until they have written it down. */
    public synchronized void departed(String namespace, Build build) {
        if (build.outcome().ended()) {
            concerned(namespace, build).forEach(wait -> wait.keep(build));
        }
    }

    /** Whether the wait has relied on the watches alone for too long. */
    public synchronized boolean staleAt(String uid, Instant now) {
        return nextFreshLook(uid).filter(next -> !now.isBefore(next)).isPresent();
    }

    /** When the wait is to be looked at afresh; empty when it is not open. */
    public synchronized Optional<Instant> nextFreshLook(String uid) {
        return Optional.ofNullable(byUid.get(uid)).map(OpenWait::nextFreshLook);
    }

    /** How many waits are open. */
    public synchronized int size() {
        return byUid.size();
    }

    private List<OpenWait> concerned(String namespace, Build build) {
        Collection<OpenWait> waits = bySibling
                .getOrDefault(new Sibling(namespace, build.component()), Map.of())
                .values();
        return waits.stream()
                .filter(wait -> wait.request().subject().sharesRevisionWith(build))
                .toList();
    }

    private static Sibling sibling(OpenWait wait, ComponentName component) {
        return new Sibling(wait.id().getNamespace().orElse(""), component);
    }

    private record Sibling(String namespace, ComponentName component) {}
}
