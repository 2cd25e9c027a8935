/** Tekton's objects of version v1beta1 as they look on the wire. */
@NullMarked
package io.bpfman.siblings.tekton.v1beta1;

import org.jspecify.annotations.NullMarked;
