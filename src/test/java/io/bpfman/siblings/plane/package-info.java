/** A real control plane for tests: etcd, the Kubernetes API server and Tekton as local processes. */
@NullMarked
package io.bpfman.siblings.plane;

import org.jspecify.annotations.NullMarked;
