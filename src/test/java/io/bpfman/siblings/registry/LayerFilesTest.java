package io.bpfman.siblings.registry;

import static io.bpfman.siblings.plane.OciRegistry.tar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.bpfman.siblings.domain.names.ImageDigest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayerFilesTest {

    private static final String PLAIN = "application/vnd.oci.image.layer.v1.tar";

    private final LayerFiles files = new LayerFiles("manifests/");

    private void add(byte[] layer, String mediaType) {
        files.add(
                new Image.Layer(
                        new ImageDigest("sha256:"
                                + HexFormat.of().formatHex(Digests.sha256().digest(layer))),
                        mediaType,
                        layer.length),
                new ByteArrayInputStream(layer));
    }

    private void add(Map<String, String> entries) {
        add(tar(entries), PLAIN);
    }

    private void assertRefused(byte[] layer, String mediaType, String message) {
        assertThatExceptionOfType(RegistryFailure.class)
                .isThrownBy(() -> add(layer, mediaType))
                .withMessageContaining(message);
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        }
        return packed.toByteArray();
    }

    private static byte[] link(byte kind) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(bytes)) {
            var entry = new TarArchiveEntry("manifests/a.yaml", kind);
            entry.setLinkName("/etc/passwd");
            tar.putArchiveEntry(entry);
            tar.closeArchiveEntry();
        }
        return bytes.toByteArray();
    }

    @Test
    void onlyTheFilesOfTheFolderAreRead() {
        add(Map.of(
                "manifests/a.yaml", "a", "./manifests/b.yaml", "b", "metadata/x.yaml", "x", "manifests/deeper/c", "c"));

        assertThat(files.texts()).isEqualTo(Map.of("a.yaml", "a", "b.yaml", "b"));
    }

    @Test
    void aHigherLayerReplacesAndRemoves() {
        add(Map.of("manifests/a.yaml", "old", "manifests/b.yaml", "b", "manifests/c.yaml", "c"));
        add(Map.of("manifests/a.yaml", "new", "manifests/.wh.b.yaml", ""));

        assertThat(files.texts()).isEqualTo(Map.of("a.yaml", "new", "c.yaml", "c"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"manifests/.wh..wh..opq", ".wh.manifests", ".wh..wh..opq"})
    void aWhiteoutHidesWhatIsBelowItsLayerAlone(String whiteout) {
        add(Map.of("manifests/a.yaml", "a"));
        add(new TreeMap<>(Map.of("manifests/b.yaml", "b", whiteout, "")));

        assertThat(files.texts()).isEqualTo(Map.of("b.yaml", "b"));
    }

    @Test
    void gzipIsUnpacked() throws IOException {
        add(gzip(tar(Map.of("manifests/a.yaml", "a"))), PLAIN + "+gzip");

        assertThat(files.texts()).containsOnlyKeys("a.yaml");
    }

    @Test
    void zstdIsNamed() {
        assertRefused(new byte[] {1}, PLAIN + "+zstd", "is packed with zstd, which this command cannot read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"manifests/../../etc/passwd", "../x"})
    void aPathThatLeadsOutsideIsRefused(String path) {
        assertRefused(tar(Map.of(path, "x")), PLAIN, "a path that leads outside of the image");
    }

    @ParameterizedTest
    @ValueSource(bytes = {TarConstants.LF_SYMLINK, TarConstants.LF_LINK})
    void aLinkIsRefused(byte kind) throws IOException {
        assertRefused(link(kind), PLAIN, "a.yaml is a link");
    }

    @Test
    void whatHasAnotherDigestIsRefused() {
        assertThatExceptionOfType(RegistryFailure.class)
                .isThrownBy(() -> files.add(
                        new Image.Layer(new ImageDigest("sha256:" + "0".repeat(64)), PLAIN, 1),
                        new ByteArrayInputStream(tar(Map.of("manifests/a.yaml", "a")))))
                .withMessageContaining("has another digest");
    }

    @Test
    void whatIsCutIsRefused() throws IOException {
        byte[] whole = gzip(tar(Map.of("manifests/a.yaml", "a".repeat(10_000))));

        assertRefused(Arrays.copyOf(whole, whole.length / 2), PLAIN + "+gzip", "cannot be unpacked, or was cut off");
    }

    @Test
    void moreFilesThanABundleHasAreRefused() {
        Map<String, String> many = new TreeMap<>();
        for (int index = 0; index <= 10_000; index++) {
            many.put("manifests/" + index, "");
        }

        assertRefused(tar(many), PLAIN, "more than 10000 files");
    }

    @Test
    void moreBytesThanABundleHasAreRefused() throws IOException {
        assertRefused(bomb(101 << 20), PLAIN + "+gzip", "more than 100 MiB");
    }

    private static byte[] bomb(int bytes) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(new GZIPOutputStream(packed))) {
            var entry = new TarArchiveEntry("manifests/bomb.yaml");
            entry.setSize(bytes);
            tar.putArchiveEntry(entry);
            byte[] block = new byte[1 << 20];
            for (int written = 0; written < bytes; written += block.length) {
                tar.write(block);
            }
            tar.closeArchiveEntry();
        }
        return packed.toByteArray();
    }
}
