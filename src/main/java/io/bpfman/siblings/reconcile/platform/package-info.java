/** What the libraries beneath want of us: the lease, Events, the client, the mapper, the native image. */
@NullMarked
package io.bpfman.siblings.reconcile.platform;

import org.jspecify.annotations.NullMarked;
