/** The one rule: what follows for a wait from what is known at one time, and what must be read before it may be acted on. */
@NullMarked
package io.bpfman.siblings.domain;

import org.jspecify.annotations.NullMarked;
