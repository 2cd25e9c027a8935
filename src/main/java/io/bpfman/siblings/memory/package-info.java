/** What a wait keeps in its own status, so that a restart, or another replica, goes on where it stood. */
@NullMarked
package io.bpfman.siblings.memory;

import org.jspecify.annotations.NullMarked;
