/** Counts and times verdicts. */
@NullMarked
package io.bpfman.siblings.telemetry;

import org.jspecify.annotations.NullMarked;
