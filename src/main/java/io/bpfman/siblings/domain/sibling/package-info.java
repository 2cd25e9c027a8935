/** Where each sibling of a wait stands, by the facts. */
@NullMarked
package io.bpfman.siblings.domain.sibling;

import org.jspecify.annotations.NullMarked;
