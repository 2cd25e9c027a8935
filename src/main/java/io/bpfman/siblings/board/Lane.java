package io.bpfman.siblings.board;

import java.time.Instant;
import java.util.Optional;

/**
 * One row of a timeline: a sibling's build, the wait, or the waiting component's own build.
 *
 * @param component whose it is
 * @param run the PipelineRun or CustomRun; empty of a sibling of which no build is there
 * @param started empty while it is queued
 * @param ended empty while it goes on
 * @param image the image with its digest; empty where there is none
 * @param log where Pipelines-as-Code says that its log is; http or https, and else empty
 */
public record Lane(
        Kind kind,
        String component,
        Optional<String> run,
        State state,
        Optional<Instant> created,
        Optional<Instant> started,
        Optional<Instant> ended,
        Optional<String> image,
        Optional<String> log) {

    /** Whose row it is. */
    public enum Kind {
        SIBLING,
        WAIT,
        OWN
    }

    /** What it comes to, with a sign and a word each, so that nobody needs to tell colours apart. */
    public enum State {
        AWAITED("…", "awaited"),
        QUEUED("○", "queued"),
        RUNNING("▶", "running"),
        WAITING("‖", "waiting"),
        READY("✓", "ready"),
        BUILT("✓", "built"),
        PROMOTED("↑", "promoted"),
        SUPERSEDED("»", "superseded"),
        CANCELLED("×", "cancelled"),
        SKIPPED("–", "skipped"),
        WITHOUT_DIGEST("!", "without digest"),
        FAILED("✗", "failed");

        private final String sign;
        private final String word;

        State(String sign, String word) {
            this.sign = sign;
            this.word = word;
        }

        public String sign() {
            return sign;
        }

        public String word() {
            return word;
        }

        /** The class in the style sheet. */
        public String style() {
            return word.replace(' ', '-');
        }
    }
}
