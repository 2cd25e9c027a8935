/** From a CustomRun and what is known of the cluster to a judgement and a status: the path that every caller takes. */
@NullMarked
package io.bpfman.siblings.evaluation;

import org.jspecify.annotations.NullMarked;
