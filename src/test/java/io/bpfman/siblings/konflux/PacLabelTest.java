package io.bpfman.siblings.konflux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PacLabelTest {

    private static final String LONG = "bpfman-operator-bundle-ystream-with-a-very-long-name-on-push-to-main-70";

    static Stream<Arguments> names() {
        String of62 = "y".repeat(62);
        return Stream.of(
                Arguments.of("bundle-on-push", List.of("bundle-on-push")),
                Arguments.of("operator-bundle-on-push-", List.of("operator-bundle-on-push")),
                Arguments.of(of62, List.of(of62)),
                Arguments.of("x" + of62, List.of("x" + of62, of62)),
                Arguments.of("wx" + of62, List.of("x" + of62, of62)),
                Arguments.of("w-" + of62, List.of(of62)),
                Arguments.of(LONG, List.of(LONG.substring(LONG.length() - 63), LONG.substring(LONG.length() - 62))),
                Arguments.of("release/0.6", List.of("release-0.6")),
                Arguments.of("Merge Request", List.of("Merge_Request")),
                Arguments.of("renovate[bot]", List.of("renovate__bot")),
                Arguments.of(".hidden", List.of("hidden")),
                Arguments.of("a*b", List.of("ab")),
                Arguments.of("x" + "-".repeat(62), List.of("", "x")),
                Arguments.of("---", List.of("")));
    }

    @ParameterizedTest
    @MethodSource("names")
    void aLabelShowsTheNameInOneOfTwoWays(String name, List<String> values) {
        assertThat(PacLabel.of(name)).containsExactlyInAnyOrderElementsOf(values);
    }

    /** What its own code printed (pipelines-as-code v0.45.0). */
    @ParameterizedTest
    @CsvSource({
        "bundle-on-push, bundle-on-push",
        "operator-bundle-on-push-, operator-bundle-on-push",
        "a.b., a.b.",
        "a:b/c d[e]f, a-b-c_d__e__f",
        "_x_, x",
    })
    void theEarlierWayIsThatOfPipelinesAsCode(String name, String label) {
        assertThat(PacLabel.earlier(name)).isEqualTo(label);
    }

    @Property
    void theApiServerWouldTakeEveryValue(@ForAll @StringLength(max = 200) String name) {
        assertThat(PacLabel.of(name)).isNotEmpty().allSatisfy(value -> assertThat(value)
                .hasSizeLessThanOrEqualTo(63)
                .matches("(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?"));
    }

    @Property
    void whatALabelCanHoldIsShownAsItIs(@ForAll @StringLength(min = 1, max = 62) String name) {
        if (name.matches("([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]")) {
            assertThat(PacLabel.of(name)).containsExactly(name);
        }
    }
}
