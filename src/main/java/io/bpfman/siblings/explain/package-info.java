/** Says why a wait waits, or how it ended, in words and as data: for the command and the board. */
@NullMarked
package io.bpfman.siblings.explain;

import org.jspecify.annotations.NullMarked;
