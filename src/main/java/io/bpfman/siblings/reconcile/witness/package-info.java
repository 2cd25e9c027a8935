/** The witness that an administrator can turn on: nothing else of the shell knows how it is made. */
@NullMarked
package io.bpfman.siblings.reconcile.witness;

import org.jspecify.annotations.NullMarked;
