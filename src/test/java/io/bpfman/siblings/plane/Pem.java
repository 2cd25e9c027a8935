package io.bpfman.siblings.plane;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.util.Base64;

/** Keys in the text form that programs written in Go read. */
final class Pem {

    private Pem() {}

    /** Writes a key to a file and returns the file. */
    static Path write(Path file, String kind, Key key) throws IOException {
        var encoder = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
        var body = encoder.encodeToString(key.getEncoded());
        return Files.writeString(file, "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n".formatted(kind, body));
    }
}
