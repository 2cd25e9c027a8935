package io.bpfman.siblings.domain.names;

import java.util.Locale;
import java.util.Optional;

/**
 * The name of a component's version, as Konflux tells two of them apart: in lower case, with a hyphen for all that is
 * neither a letter nor a digit (konflux-ci/build-service: internal/controller/v2_validations.go).
 */
public record VersionName(String value) implements Comparable<VersionName> {

    /** The version that somebody calls so; empty where nothing of the name is left. */
    public static Optional<VersionName> of(String name) {
        String plain = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "-");
        return Optional.of(plain.replaceAll("^-+|-+$", ""))
                .filter(left -> !left.isEmpty())
                .map(VersionName::new);
    }

    @Override
    public int compareTo(VersionName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
