package io.bpfman.siblings.command;

import io.fabric8.kubernetes.client.Config;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * The key of a client certificate in PKCS#8, which does not say in its first line what it is; the client takes each for
 * one of RSA, and knows none of EdDSA.
 */
final class PemKey {

    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");
    private static final char[] NO_PASSWORD = new char[0];

    private PemKey() {}

    /** Takes the certificate and its key out of the configuration; empty where the client can read them itself. */
    static Optional<KeyManager[]> takeFrom(Config config) {
        Optional<String> key = pem(config.getClientKeyData(), config.getClientKeyFile());
        Optional<String> certificate = pem(config.getClientCertData(), config.getClientCertFile());
        if (certificate.isEmpty() || key.filter(text -> text.contains(BEGIN)).isEmpty()) {
            return Optional.empty();
        }
        KeyManager[] managers = managers(certificate.get(), key.get());
        config.setClientKeyData(null);
        config.setClientKeyFile(null);
        config.setClientCertData(null);
        config.setClientCertFile(null);
        return Optional.of(managers);
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<String> pem(@Nullable String data, @Nullable String file) {
        try {
            if (data != null && !data.isEmpty()) {
                return Optional.of(new String(Base64.getMimeDecoder().decode(data), StandardCharsets.UTF_8));
            }
            return file == null || file.isEmpty() ? Optional.empty() : Optional.of(Files.readString(Path.of(file)));
        } catch (IOException | IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }

    private static KeyManager[] managers(String certificate, String key) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, NO_PASSWORD);
            Certificate[] chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(certificate.getBytes(StandardCharsets.UTF_8)))
                    .toArray(Certificate[]::new);
            store.setKeyEntry("client", privateKey(key), NO_PASSWORD, chain);
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, NO_PASSWORD);
            return factory.getKeyManagers();
        } catch (GeneralSecurityException | IOException | IllegalArgumentException unreadable) {
            throw new FailedCommand(
                    ExitCode.BAD_INPUT,
                    "the kubeconfig's client certificate and its key cannot be read: are both PEM?");
        }
    }

    private static PrivateKey privateKey(String pem) throws GeneralSecurityException {
        String body = pem.substring(pem.indexOf(BEGIN) + BEGIN.length(), pem.indexOf(END));
        PKCS8EncodedKeySpec encoded =
                new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(body));
        List<GeneralSecurityException> failures = new ArrayList<>();
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
            } catch (InvalidKeySpecException another) {
                failures.add(another);
            }
        }
        throw failures.get(0);
    }
}
