package io.bpfman.siblings.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectNamesTest {

    @Test
    void whatKubernetesTakesIsTaken() {
        assertThat(ObjectNames.namespace("ocp-bpfman-tenant")).isEqualTo("ocp-bpfman-tenant");
        assertThat(ObjectNames.name("a.b-c")).isEqualTo("a.b-c");
        assertThat(ObjectNames.namespace("x".repeat(63))).hasSize(63);
        assertThat(ObjectNames.name("x".repeat(253))).hasSize(253);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "a.b", "a/b", "-a", "a-", "a\n", "a?limit=1", "..", "ä"})
    void whatCannotBeANamespaceIsRefused(String text) {
        assertThatThrownBy(() -> ObjectNames.namespace(text))
                .isInstanceOf(FailedCommand.class)
                .hasMessage("this cannot be a namespace: " + text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "a/b", ".a", "a.", "a\n", "a#b", "..", "ä"})
    void whatCannotBeANameIsRefused(String text) {
        assertThatThrownBy(() -> ObjectNames.name(text))
                .isInstanceOf(FailedCommand.class)
                .hasMessage("this cannot be an object's name: " + text);
    }

    @Test
    void aNameHasAnEnd() {
        assertThatThrownBy(() -> ObjectNames.namespace("x".repeat(64))).isInstanceOf(FailedCommand.class);
        assertThatThrownBy(() -> ObjectNames.name("x".repeat(254))).isInstanceOf(FailedCommand.class);
    }
}
