/** Turns wire objects into words of the trade, or into a list of everything wrong with them. */
@NullMarked
package io.bpfman.siblings.intake;

import org.jspecify.annotations.NullMarked;
