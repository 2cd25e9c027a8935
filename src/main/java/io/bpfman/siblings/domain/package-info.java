/** The words of the trade and the one rule, which know neither Kubernetes nor the clock. */
@NullMarked
package io.bpfman.siblings.domain;

import org.jspecify.annotations.NullMarked;
