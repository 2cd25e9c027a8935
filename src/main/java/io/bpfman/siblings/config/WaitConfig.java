package io.bpfman.siblings.config;

import io.bpfman.siblings.intake.Defaults;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.Duration;
import java.util.Optional;

/** The configuration of the service. */
@ConfigMapping(prefix = "wait-for-siblings")
public interface WaitConfig {

    /** Whether this process is the controller; the board is not. */
    @WithDefault("true")
    boolean controller();

    /** The timeout of a wait that has none of its own; zero for no timeout. */
    @WithDefault(Defaults.TIMEOUT)
    Duration defaultTimeout();

    /** How long superseded waiting runs of one pipeline and branch may be skipped one after the other. */
    @WithDefault(Defaults.SUPERSEDED_WINDOW)
    Duration supersededWindow();

    /** The service's own image, as it is run in tenants' namespaces for Tekton Chains to sign; empty for no witnesses. */
    @WithName("witness.image")
    Optional<String> witnessImage();
}
