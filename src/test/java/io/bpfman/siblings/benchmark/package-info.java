/** Measures the packaged service beside a bare client on a real API server; never part of the tests. */
package io.bpfman.siblings.benchmark;
