/** A real control plane for tests: etcd, the Kubernetes API server, Tekton and Chains as local processes. */
@NullMarked
package io.bpfman.siblings.plane;

import org.jspecify.annotations.NullMarked;
