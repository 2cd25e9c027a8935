/** What makes Tekton Chains sign for a wait: nothing else knows of it but the rule that asks for it. */
@NullMarked
package io.bpfman.siblings.domain.witness;

import org.jspecify.annotations.NullMarked;
