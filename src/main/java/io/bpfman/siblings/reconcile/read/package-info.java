/** What is read from the API server when it is wanted, by the controller and by the commands. */
@NullMarked
package io.bpfman.siblings.reconcile.read;

import org.jspecify.annotations.NullMarked;
