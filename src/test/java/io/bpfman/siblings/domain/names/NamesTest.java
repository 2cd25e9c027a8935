package io.bpfman.siblings.domain.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

    private static final String HEX = "0123456789abcdef".repeat(4);

    static List<String> componentNames() {
        return List.of("a", "7", "bpfman-agent-ystream", "a--b", "a".repeat(63));
    }

    static List<String> noComponentNames() {
        return List.of("", " ", "-a", "a-", "A", "a.b", "a_b", "a b", "a\n", "ä", "a".repeat(64));
    }

    static List<String> noRevisions() {
        return List.of(
                "",
                "main",
                HEX.substring(0, 7),
                HEX.substring(0, 39),
                HEX.substring(0, 41),
                HEX.substring(0, 63),
                HEX + "0",
                HEX.substring(0, 40).toUpperCase(Locale.ROOT),
                HEX.substring(0, 39) + "g",
                HEX.substring(0, 39) + "\n");
    }

    static List<String> noDigests() {
        return List.of(
                "",
                HEX,
                "sha256:" + HEX.substring(1),
                "sha256:" + HEX + "0",
                "sha256:" + HEX.replace('a', 'A'),
                "sha256:" + HEX.substring(1) + "\n",
                " sha256:" + HEX,
                "sha512:" + HEX,
                "SHA256:" + HEX);
    }

    @ParameterizedTest
    @MethodSource("componentNames")
    void aLabelIsAComponentsName(String text) {
        assertThat(new ComponentName(text)).hasToString(text);
    }

    @ParameterizedTest
    @MethodSource("noComponentNames")
    void whatIsNoLabelIsNoComponentsName(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> new ComponentName(text));
    }

    @Test
    void componentsAreListedByName() {
        assertThat(new TreeSet<>(List.of(new ComponentName("b"), new ComponentName("a-b"), new ComponentName("a"))))
                .containsExactly(new ComponentName("a"), new ComponentName("a-b"), new ComponentName("b"));
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 64})
    void aFullCommitIdIsARevision(int digits) {
        assertThat(new Revision(HEX.substring(0, digits))).hasToString(HEX.substring(0, digits));
    }

    @ParameterizedTest
    @MethodSource("noRevisions")
    void whatIsNoFullCommitIdIsNoRevision(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Revision(text));
    }

    @Test
    void aDigestIsSha256With64LowerCaseDigits() {
        assertThat(new ImageDigest("sha256:" + HEX)).hasToString("sha256:" + HEX);
    }

    @ParameterizedTest
    @MethodSource("noDigests")
    void anythingElseIsNoDigest(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> new ImageDigest(text));
    }
}
