/** The board: a page on loopback that shows who waits for whom in a namespace, with the rights of whoever opened it. */
@NullMarked
package io.bpfman.siblings.board;

import org.jspecify.annotations.NullMarked;
