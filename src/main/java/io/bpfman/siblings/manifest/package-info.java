/** Manifests as texts: which strings they hold and where, which images those name, and how one is changed in place. */
@NullMarked
package io.bpfman.siblings.manifest;

import org.jspecify.annotations.NullMarked;
