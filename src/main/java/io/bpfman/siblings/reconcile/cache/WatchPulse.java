package io.bpfman.siblings.reconcile.cache;

import java.time.Duration;
import java.time.Instant;

/**
 * How far a watch has come, and since when. A connection that is half open brings nothing for five to ten minutes, until
 * the reflector renews it; one that works brings a bookmark about once a minute, also where nothing happens (Kubernetes:
 * apiserver, storage/cacher, bookmarkFrequency), and each bookmark has another version.
 *
 * @param version the latest that the watch has brought
 */
record WatchPulse(String version, Instant since) {

    /** Two bookmarks, and half the time to the third. */
    static final Duration LONGEST_SILENCE = Duration.ofSeconds(150);

    /** The same where the watch has brought nothing in the meantime, unless the clock was set back. */
    WatchPulse at(String versionNow, Instant now) {
        return versionNow.equals(version) && !now.isBefore(since) ? this : new WatchPulse(versionNow, now);
    }

    /** Whether the watch is silent for longer than one that works can be. */
    boolean isSilent(Instant now) {
        return now.isAfter(since.plus(LONGEST_SILENCE));
    }
}
