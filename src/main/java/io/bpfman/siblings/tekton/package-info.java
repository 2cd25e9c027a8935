/** Tekton's objects as they look on the wire, only the fields we read or write, forgiving about the rest. */
@NullMarked
package io.bpfman.siblings.tekton;

import org.jspecify.annotations.NullMarked;
