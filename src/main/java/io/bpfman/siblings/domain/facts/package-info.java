/** What the cluster tells of builds, and of whom an image comes from. */
@NullMarked
package io.bpfman.siblings.domain.facts;

import org.jspecify.annotations.NullMarked;
