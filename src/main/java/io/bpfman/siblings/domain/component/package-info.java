/** What Konflux's own objects say of components: their sources, their versions, and the images that it holds for good. */
@NullMarked
package io.bpfman.siblings.domain.component;

import org.jspecify.annotations.NullMarked;
