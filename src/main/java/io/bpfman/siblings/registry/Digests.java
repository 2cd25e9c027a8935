package io.bpfman.siblings.registry;

import io.bpfman.siblings.domain.names.ImageDigest;
import io.bpfman.siblings.domain.names.ImageRepository;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Whether what came is what was asked for. */
final class Digests {

    private Digests() {}

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    static void check(byte[] bytes, ImageDigest wanted, ImageRepository repository) {
        check(sha256().digest(bytes), wanted, "%s@%s".formatted(repository, wanted));
    }

    /** @param digest of what came */
    static void check(byte[] digest, ImageDigest wanted, String what) {
        if (!wanted.value().equals("sha256:" + HexFormat.of().formatHex(digest))) {
            throw RegistryFailure.unreadable("what the registry hands out as %s has another digest".formatted(what));
        }
    }
}
