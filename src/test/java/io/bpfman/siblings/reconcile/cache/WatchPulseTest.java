package io.bpfman.siblings.reconcile.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfman.siblings.fixtures.Times;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WatchPulseTest {

    private static final Instant LONGEST = Times.seconds(0).plus(WatchPulse.LONGEST_SILENCE);

    private final WatchPulse pulse = new WatchPulse("7", Times.seconds(0));

    @Test
    void aWatchWhoseVersionStandsStillIsSilentWhenTwoBookmarksAreMissing() {
        WatchPulse still = pulse.at("7", Times.seconds(60)).at("7", Times.seconds(120));

        assertThat(still.isSilent(LONGEST)).isFalse();
        assertThat(still.isSilent(LONGEST.plusSeconds(1))).isTrue();
    }

    @Test
    void aBookmarkIsASignOfLife() {
        WatchPulse moved = pulse.at("8", Times.seconds(60));

        assertThat(moved.isSilent(LONGEST.plusSeconds(1))).isFalse();
    }

    @Test
    void aSilentWatchThatSpeaksAgainIsAlive() {
        assertThat(pulse.at("8", LONGEST.plusSeconds(9)).isSilent(LONGEST.plusSeconds(10)))
                .isFalse();
    }

    @Test
    void aClockThatIsSetBackHidesNoSilence() {
        WatchPulse setBack = pulse.at("7", Times.seconds(-3600));

        assertThat(setBack.isSilent(LONGEST.minusSeconds(3599))).isTrue();
    }
}
