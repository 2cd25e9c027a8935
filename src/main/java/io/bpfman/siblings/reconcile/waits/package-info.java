/** Which waits are open, what the process knows of each, and whom something concerns. */
@NullMarked
package io.bpfman.siblings.reconcile.waits;

import org.jspecify.annotations.NullMarked;
