/** Tekton's objects of version v1 as they look on the wire. */
@NullMarked
package io.bpfman.siblings.tekton.v1;

import org.jspecify.annotations.NullMarked;
