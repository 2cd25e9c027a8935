package io.bpfman.siblings.registry;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The files of one folder, as the layers of an image leave them (opencontainers/image-spec: layer.md). Nothing is ever
 * written to a disk.
 */
final class LayerFiles {

    private static final int MOST_FILES = 10_000;
    private static final long MOST_BYTES = 100L << 20;
    /** Of all that is unpacked, whether it is looked at or not: 2 GiB. */
    private static final long MOST_UNPACKED = 2L << 30;

    private static final String WHITEOUT = ".wh.";
    private static final String OPAQUE = ".wh..wh..opq";

    private final List<String> folder;
    private final Map<String, byte[]> files = new TreeMap<>();
    private int entries;
    private long bytes;
    private long unpacked;

    /** @param folder its path in the image */
    LayerFiles(String folder) {
        this.folder = steps(folder);
    }

    /** Takes in the next layer, from the lowest to the highest. */
    void add(Image.Layer layer, InputStream packed) {
        DigestInputStream checked = new DigestInputStream(packed, Digests.sha256());
        try (packed;
                TarArchiveInputStream tar =
                        new TarArchiveInputStream(unpacked(layer, new BufferedInputStream(checked)))) {
            Map<String, byte[]> added = new TreeMap<>();
            @Nullable TarArchiveEntry entry;
            while ((entry = tar.getNextEntry()) != null) {
                unpacked += entry.getSize();
                if (unpacked > MOST_UNPACKED) {
                    throw RegistryFailure.unreadable(
                            "the image unpacks to more than %d GiB".formatted(MOST_UNPACKED >> 30));
                }
                take(entry, tar, added);
            }
            files.putAll(added);
            checked.transferTo(OutputStream.nullOutputStream());
        } catch (IOException malformed) {
            throw RegistryFailure.unreadable(
                    "the layer %s cannot be unpacked, or was cut off".formatted(layer.digest()));
        }
        Digests.check(
                checked.getMessageDigest().digest(),
                layer.digest(),
                layer.digest().value());
    }

    Map<String, String> texts() {
        Map<String, String> texts = new TreeMap<>();
        files.forEach((name, content) -> texts.put(name, text(name, content)));
        return texts;
    }

    private void take(TarArchiveEntry entry, InputStream content, Map<String, byte[]> added) throws IOException {
        List<String> path = steps(entry.getName());
        if (path.contains("..") || entry.getName().startsWith("/")) {
            throw RegistryFailure.unreadable("a layer has a path that leads outside of the image");
        }
        String name = path.isEmpty() ? "" : path.get(path.size() - 1);
        List<String> parent = path.isEmpty() ? path : path.subList(0, path.size() - 1);
        if (name.equals(OPAQUE) && isPrefix(parent, folder)) {
            files.clear();
        } else if (name.startsWith(WHITEOUT)) {
            remove(parent, name.substring(WHITEOUT.length()));
        } else if (parent.equals(folder)) {
            if (++entries > MOST_FILES) {
                throw RegistryFailure.unreadable("there are more than %d files in the bundle".formatted(MOST_FILES));
            }
            if (entry.isLink() || entry.isSymbolicLink()) {
                throw RegistryFailure.unreadable("%s is a link; a bundle's manifests are files".formatted(name));
            }
            if (entry.isFile()) {
                added.put(name, content(entry, content));
            }
        } else if (path.equals(folder) && !entry.isDirectory()) {
            throw RegistryFailure.unreadable("%s is no folder in the bundle".formatted(entry.getName()));
        }
    }

    private byte[] content(TarArchiveEntry entry, InputStream content) throws IOException {
        bytes += entry.getSize();
        if (bytes > MOST_BYTES) {
            throw RegistryFailure.unreadable(
                    "the bundle's manifests have more than %d MiB".formatted(MOST_BYTES >> 20));
        }
        return content.readAllBytes();
    }

    /** A whiteout hides what the layers below have, never what its own has. */
    private void remove(List<String> parent, String name) {
        List<String> path = new ArrayList<>(parent);
        path.add(name);
        if (isPrefix(path, folder)) {
            files.clear();
        } else if (parent.equals(folder)) {
            files.remove(name);
        }
    }

    private InputStream unpacked(Image.Layer layer, InputStream packed) throws IOException {
        String type = layer.mediaType();
        if (type.endsWith("zstd")) {
            throw RegistryFailure.unreadable(
                    "the layer %s is packed with zstd, which this command cannot read; pack the bundle with gzip"
                            .formatted(layer.digest()));
        }
        return type.endsWith("gzip") ? new Bounded(new GZIPInputStream(packed)) : packed;
    }

    private static boolean isPrefix(List<String> path, List<String> of) {
        return path.size() <= of.size() && of.subList(0, path.size()).equals(path);
    }

    private static List<String> steps(String path) {
        return Arrays.stream(path.split("/", -1))
                .filter(step -> !step.isEmpty() && !step.equals("."))
                .toList();
    }

    private static String text(String name, byte[] content) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException malformed) {
            throw RegistryFailure.unreadable("%s in the bundle is not UTF-8".formatted(name));
        }
    }

    /** Ends a layer that unpacks to more than any image has, whatever its entries say. */
    private static final class Bounded extends FilterInputStream {

        private long left = MOST_UNPACKED;

        Bounded(InputStream stream) {
            super(stream);
        }

        @Override
        public int read() throws IOException {
            count(1);
            return super.read();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            count(Math.max(0, read));
            return read;
        }

        private void count(long read) throws IOException {
            left -= read;
            if (left < 0) {
                throw new IOException("too much");
            }
        }
    }
}
