/** The digests of the siblings written into the manifests of a bundle: texts in, texts out. */
@NullMarked
package io.bpfman.siblings.stamp;

import org.jspecify.annotations.NullMarked;
