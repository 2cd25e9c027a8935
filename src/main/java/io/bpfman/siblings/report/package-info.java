/** Says a verdict in Tekton's words: condition, reason, message, results, times. */
@NullMarked
package io.bpfman.siblings.report;

import org.jspecify.annotations.NullMarked;
