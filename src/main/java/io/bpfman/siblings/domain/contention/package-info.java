/** What other runs and other waits do to a wait: supersede it, or hold it up for ever. */
@NullMarked
package io.bpfman.siblings.domain.contention;

import org.jspecify.annotations.NullMarked;
