package io.bpfman.siblings.domain;

/** What one look at a wait finds, and what follows from it. */
public record Judgement(Standing standing, Prospects prospects, Verdict verdict) {}
