package io.bpfman.siblings.domain.facts;

import io.bpfman.siblings.domain.names.ImageReference;

/** An image, and what tells of it. */
public record KnownImage(Origin origin, ImageReference image) {}
