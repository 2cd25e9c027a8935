package io.bpfman.siblings.plane;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The Go modules below src/test/control-plane, which pin every server of the control plane. */
record Sources(Path folder) {

    /** Finds the modules in this project. */
    static Sources ofThisProject() {
        return new Sources(project().resolve("src/test/control-plane"));
    }

    /** Returns the folder of this project. */
    static Path project() {
        return Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    }

    /** Returns one module's folder. */
    Path module(String name) {
        return folder.resolve(name);
    }

    /** Returns every file, in a fixed order. */
    List<Path> files() {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a text that changes when a file of these modules, or the salt, does. */
    String fingerprint(String salt, Predicate<String> modules) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(salt.getBytes(StandardCharsets.UTF_8));
            for (var file : files()) {
                var path = folder.relativize(file);
                if (modules.test(path.getName(0).toString())) {
                    digest.update(path.toString().getBytes(StandardCharsets.UTF_8));
                    digest.update(Files.readAllBytes(file));
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
