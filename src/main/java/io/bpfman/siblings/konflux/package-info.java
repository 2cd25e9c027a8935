/** The names other projects chose: label keys, annotation keys, result names, each with the place it is fixed. */
@NullMarked
package io.bpfman.siblings.konflux;

import org.jspecify.annotations.NullMarked;
