/** The names of things, each checked when it is made. */
@NullMarked
package io.bpfman.siblings.domain.names;

import org.jspecify.annotations.NullMarked;
