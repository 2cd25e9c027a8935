/** What the watches tell, cut down to what a decision needs. */
@NullMarked
package io.bpfman.siblings.reconcile.cache;

import org.jspecify.annotations.NullMarked;
