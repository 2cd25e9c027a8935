package io.bpfman.siblings.plane;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The pair of keys the API server signs and checks service account tokens with. */
record ServiceAccountKeys(Path signing, Path checking) {

    /** Makes a new pair in a folder. */
    static ServiceAccountKeys in(Path folder) throws IOException {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            var pair = generator.generateKeyPair();
            return new ServiceAccountKeys(
                    write(folder.resolve("service-account.key"), "PRIVATE KEY", pair.getPrivate()),
                    write(folder.resolve("service-account.pub"), "PUBLIC KEY", pair.getPublic()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path write(Path file, String kind, Key key) throws IOException {
        var encoder = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
        var body = encoder.encodeToString(key.getEncoded());
        return Files.writeString(file, "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n".formatted(kind, body));
    }
}
