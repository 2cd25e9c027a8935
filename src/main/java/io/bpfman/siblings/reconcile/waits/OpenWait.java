package io.bpfman.siblings.reconcile.waits;

import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.request.WaitRequest;
import io.bpfman.siblings.domain.sibling.WaitProgress;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** What the process knows of an open wait beside its status; it can be lost without harm. */
public final class OpenWait {

    private final ResourceID id;
    private final String uid;
    private final WaitRequest request;
    private final boolean ofABuild;
    private final Map<String, Build> pruned = new ConcurrentHashMap<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final AtomicBoolean distrustful = new AtomicBoolean();
    private volatile Instant lastWrite = Instant.EPOCH;
    private volatile @Nullable WaitProgress progress;

    OpenWait(ResourceID id, String uid, WaitRequest request, boolean ofABuild) {
        this.id = id;
        this.uid = uid;
        this.request = request;
        this.ofABuild = ofABuild;
    }

    public ResourceID id() {
        return id;
    }

    public String uid() {
        return uid;
    }

    public String namespace() {
        return id.getNamespace().orElse("");
    }

    public WaitRequest request() {
        return request;
    }

    /** Whether it stands in a build of a component, which Chains is to sign; nobody asks for the signature of a gate. */
    public boolean ofABuild() {
        return ofABuild;
    }

    /** Remembers a build that was pruned. */
    void prune(Build build) {
        pruned.put(build.uid(), build);
    }

    /** The builds that ended and were pruned while it was open. */
    public List<Build> pruned() {
        return List.copyOf(pruned.values());
    }

    /** Notes that it is to be evaluated though nothing happened; tells whether that is news. */
    boolean wake() {
        return !woken.getAndSet(true);
    }

    /** Has the next evaluation not rely on the watches; to be followed by a wake. */
    void distrust() {
        distrustful.set(true);
    }

    /**
     * An evaluation begins; tells whether it may not rely on the watches. Distrust that comes too late for it finds the wait
     * not woken, and so causes another one.
     */
    public boolean beginEvaluation() {
        woken.set(false);
        return distrustful.getAndSet(false);
    }

    /** When its status was last written by this process; long ago when it never was. */
    public Instant lastWrite() {
        return lastWrite;
    }

    /** Its status was written. */
    public void writtenAt(Instant now) {
        lastWrite = now;
    }

    /** Whether the build can change anything; before its first evaluation the wait does not know. */
    boolean isConcernedBy(Build build) {
        return progress().map(now -> now.isConcernedBy(build)).orElse(true);
    }

    /** How far it had come at its latest evaluation; empty before the first one. */
    Optional<WaitProgress> progress() {
        return Optional.ofNullable(progress);
    }

    /** Shows how far it has come. */
    public void show(WaitProgress now) {
        progress = now;
    }
}
