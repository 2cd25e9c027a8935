package io.bpfman.siblings.git;

import java.time.Instant;

/**
 * Who commits what, and when.
 *
 * @param message with its trailers
 */
public record CommitText(String name, String email, Instant time, String message) {}
