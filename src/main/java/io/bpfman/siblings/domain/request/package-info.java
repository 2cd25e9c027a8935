/** What is asked for: the wait, the run that it stands in, and its attempts. */
@NullMarked
package io.bpfman.siblings.domain.request;

import org.jspecify.annotations.NullMarked;
