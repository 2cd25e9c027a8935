/** Git, as far as one commit needs it. */
@NullMarked
package io.bpfman.siblings.git;

import org.jspecify.annotations.NullMarked;
