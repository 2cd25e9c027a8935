/** What a wait hands on, and how large that may be. */
@NullMarked
package io.bpfman.siblings.domain.result;

import org.jspecify.annotations.NullMarked;
