/** The play of {@code ./mvnw quarkus:dev}: an embedded Kubernetes API, and actors that do what Konflux and Tekton do. */
@NullMarked
package io.bpfman.siblings.dev;

import org.jspecify.annotations.NullMarked;
