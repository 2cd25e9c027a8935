/** Plays a branch's history through the real decision on a simulated clock, beside the flow as it was. */
@NullMarked
package io.bpfman.siblings.replay;

import org.jspecify.annotations.NullMarked;
