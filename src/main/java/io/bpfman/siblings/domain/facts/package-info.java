/** What the cluster tells: builds, and what Konflux says of components. */
@NullMarked
package io.bpfman.siblings.domain.facts;

import org.jspecify.annotations.NullMarked;
