package io.bpfman.siblings.plane;

import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;

/** The pair of keys the API server signs and checks service account tokens with. */
record ServiceAccountKeys(Path signing, Path checking) {

    /** Makes a new pair in a folder. */
    static ServiceAccountKeys in(Path folder) throws IOException {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            var pair = generator.generateKeyPair();
            return new ServiceAccountKeys(
                    Pem.write(folder.resolve("service-account.key"), "PRIVATE KEY", pair.getPrivate()),
                    Pem.write(folder.resolve("service-account.pub"), "PUBLIC KEY", pair.getPublic()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
