/** The digests of all siblings in the files of a branch: texts in, texts out. */
@NullMarked
package io.bpfman.siblings.nudge;

import org.jspecify.annotations.NullMarked;
