/** Text that may be longer than there is room for. */
@NullMarked
package io.bpfman.siblings.text;

import org.jspecify.annotations.NullMarked;
