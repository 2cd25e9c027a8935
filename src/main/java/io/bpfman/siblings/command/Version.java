package io.bpfman.siblings.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The version that was built, as Maven writes it into a file of the jar. */
final class Version {

    private static final String FILE = "/wait-for-siblings-version.txt";

    private Version() {}

    static String[] lines() {
        try (InputStream file = Objects.requireNonNull(Version.class.getResourceAsStream(FILE), FILE)) {
            String version = new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
            return new String[] {"wait-for-siblings " + version};
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
