package io.bpfman.siblings.domain;

import io.bpfman.siblings.domain.contention.Contention;
import io.bpfman.siblings.domain.sibling.WaitProgress;

/** What one look at a wait finds, and what follows from it. */
public record Judgement(WaitProgress progress, Contention contention, Verdict verdict) {}
