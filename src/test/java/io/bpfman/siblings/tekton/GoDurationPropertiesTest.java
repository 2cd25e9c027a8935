package io.bpfman.siblings.tekton;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

class GoDurationPropertiesTest {

    @Property
    void whatIsPrintedIsReadBack(@ForAll @LongRange(min = -Long.MAX_VALUE) long nanos) {
        Duration duration = Duration.ofNanos(nanos);

        assertThat(GoDuration.parse(GoDuration.format(duration))).contains(duration);
    }

    @Property
    void anyTextIsReadOrRefused(@ForAll("nearlyDurations") String text) {
        assertThat(GoDuration.parse(text).map(GoDuration::format).flatMap(GoDuration::parse))
                .isEqualTo(GoDuration.parse(text));
    }

    @Provide
    Arbitrary<String> nearlyDurations() {
        return Arbitraries.strings().withChars("0195.hmsunµ+-").ofMaxLength(80);
    }
}
