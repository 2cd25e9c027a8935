package io.bpfman.siblings.benchmark;

/** Who answers a wait. */
enum Contender {
    SERVICE("siblings.bpfman.io/v1alpha1", "WaitForSiblings"),
    BARE("bare.invalid/v1", "Bare");

    private final String apiVersion;
    private final String kind;

    Contender(String apiVersion, String kind) {
        this.apiVersion = apiVersion;
        this.kind = kind;
    }

    String apiVersion() {
        return apiVersion;
    }

    String kind() {
        return kind;
    }
}
