package io.bpfman.siblings.domain;

/** An image, and what tells of it. */
public record KnownImage(Origin origin, ImageReference image) {}
