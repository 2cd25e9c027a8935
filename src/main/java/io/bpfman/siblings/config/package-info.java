/** The few things an administrator may turn. */
@NullMarked
package io.bpfman.siblings.config;

import org.jspecify.annotations.NullMarked;
