/** The shell: watches, looks up, asks, applies; the only room with a client, a clock, injection and a log. */
@NullMarked
package io.bpfman.siblings.reconcile;

import org.jspecify.annotations.NullMarked;
