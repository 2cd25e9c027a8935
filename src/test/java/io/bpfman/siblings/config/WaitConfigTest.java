package io.bpfman.siblings.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WaitConfigTest {

    @Test
    void aWaitTakesAnHourUnlessToldOtherwise() {
        assertThat(config(Map.of()).defaultTimeout()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void anAdministratorMayTurnTheTimeout() {
        assertThat(config(Map.of("wait-for-siblings.default-timeout", "PT90S")).defaultTimeout())
                .isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void thereAreNoWitnessesUnlessAnAdministratorNamesTheirImage() {
        assertThat(config(Map.of()).witnessImage()).isEmpty();
        assertThat(config(Map.of("wait-for-siblings.witness.image", "")).witnessImage())
                .isEmpty();
        assertThat(config(Map.of("wait-for-siblings.witness.image", "quay.io/bpfman/wait-for-siblings:1"))
                        .witnessImage())
                .contains("quay.io/bpfman/wait-for-siblings:1");
    }

    private static WaitConfig config(Map<String, String> properties) {
        return new SmallRyeConfigBuilder()
                .withMapping(WaitConfig.class)
                .withSources(new PropertiesConfigSource(properties, "administrator", 100))
                .withConverter(Duration.class, 100, new DurationConverter())
                .build()
                .getConfigMapping(WaitConfig.class);
    }
}
