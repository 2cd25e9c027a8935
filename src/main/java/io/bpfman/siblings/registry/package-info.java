/** Images read from their registry, without a container runtime; nothing in them is trusted. */
@NullMarked
package io.bpfman.siblings.registry;

import org.jspecify.annotations.NullMarked;
