/** A bundle held against its Snapshot: does each reference in it name the very image that is to be released? */
@NullMarked
package io.bpfman.siblings.validate;

import org.jspecify.annotations.NullMarked;
