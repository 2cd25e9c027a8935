/** Pull requests on the forges, as far as one of our own needs it. */
@NullMarked
package io.bpfman.siblings.forge;

import org.jspecify.annotations.NullMarked;
