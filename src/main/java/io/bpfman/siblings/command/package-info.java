/** The commands of the binary: the same wait without a controller. */
@NullMarked
package io.bpfman.siblings.command;

import org.jspecify.annotations.NullMarked;
