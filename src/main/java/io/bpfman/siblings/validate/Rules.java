package io.bpfman.siblings.validate;

import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.ImageRepository;
import java.util.Map;
import java.util.Set;

/**
 * What the author of a bundle says of the images in it.
 *
 * @param repositories further repositories of a component, for example the one under which it is released
 * @param external repositories of images that are of no component
 * @param ignored components that the bundle need not name
 */
public record Rules(
        Map<ImageRepository, ComponentName> repositories, Set<ImageRepository> external, Set<ComponentName> ignored) {}
