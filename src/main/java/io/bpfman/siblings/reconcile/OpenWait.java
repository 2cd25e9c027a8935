package io.bpfman.siblings.reconcile;

import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.request.WaitRequest;
import io.bpfman.siblings.domain.sibling.WaitProgress;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What the process knows of an open wait beside its status; it can be lost without harm. */
final class OpenWait {

    /**
     * How long a wait relies on the watches alone. A watch that is half open says nothing for five to ten minutes,
     * until the reflector renews it.
     */
    static final Duration LONGEST_TRUST = Duration.ofSeconds(30);

    private final ResourceID id;
    private final String uid;
    private final WaitRequest request;
    private final boolean ofABuild;
    private final Map<String, Build> kept = new ConcurrentHashMap<>();
    private volatile Instant lastFreshLook;
    private volatile @Nullable WaitProgress progress;
    private volatile @Nullable Refusal refusal;

    OpenWait(ResourceID id, String uid, WaitRequest request, boolean ofABuild, Instant now) {
        this.id = id;
        this.uid = uid;
        this.request = request;
        this.ofABuild = ofABuild;
        this.lastFreshLook = now;
    }

    ResourceID id() {
        return id;
    }

    String uid() {
        return uid;
    }

    String namespace() {
        return id.getNamespace().orElse("");
    }

    WaitRequest request() {
        return request;
    }

    /** Whether it stands in a build of a component, which Chains is to sign; nobody asks for the signature of a gate. */
    boolean ofABuild() {
        return ofABuild;
    }

    void keep(Build build) {
        kept.put(build.uid(), build);
    }

    List<Build> kept() {
        return List.copyOf(kept.values());
    }

    /** When the wait is to be looked at afresh, though nothing happened. */
    Instant nextFreshLook() {
        return lastFreshLook.plus(LONGEST_TRUST);
    }

    void freshLookAt(Instant now) {
        lastFreshLook = now;
    }

    /** Has the next look be a fresh one; tells whether it would not have been. */
    boolean distrust() {
        boolean trusted = !lastFreshLook.equals(Instant.EPOCH);
        lastFreshLook = Instant.EPOCH;
        return trusted;
    }

    /** Whether the build can change anything; before its first look the wait does not know. */
    boolean isConcernedBy(Build build) {
        return progress().map(now -> now.isConcernedBy(build)).orElse(true);
    }

    /** Where it stood at its latest look; empty before the first one. */
    Optional<WaitProgress> progress() {
        return Optional.ofNullable(progress);
    }

    void standsAt(WaitProgress now) {
        progress = now;
    }

    /** Why the latest step towards its witness was not let be taken; empty when it was, or none was tried. */
    Optional<Refusal> refusal() {
        return Optional.ofNullable(refusal);
    }

    void refused(@Nullable Refusal now) {
        refusal = now;
    }

    /** What the cluster said, and when. */
    record Refusal(String why, Instant at) {}
}
