package io.bpfman.siblings.intake;

import java.time.Duration;

/**
 * What an administrator may have set.
 *
 * @param timeout of an attempt, where the run has none; zero for none
 * @param supersededWindow how long superseded waiting runs may be skipped one after the other
 */
public record Defaults(Duration timeout, Duration supersededWindow) {

    /** The timeout where nobody set one, as a configuration file has it. */
    public static final String TIMEOUT = "1h";

    /** The window where nobody set one, as a configuration file has it. */
    public static final String SUPERSEDED_WINDOW = "2h";

    /** What holds where nobody set anything. */
    public static final Defaults UNSET =
            new Defaults(Duration.parse("PT" + TIMEOUT), Duration.parse("PT" + SUPERSEDED_WINDOW));
}
