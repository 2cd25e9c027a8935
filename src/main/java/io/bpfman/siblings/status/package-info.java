/** The status of a wait's CustomRun, in which it also keeps what must outlive the process: written and read. */
@NullMarked
package io.bpfman.siblings.status;

import org.jspecify.annotations.NullMarked;
