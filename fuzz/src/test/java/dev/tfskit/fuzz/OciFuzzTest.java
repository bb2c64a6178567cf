// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tfskit.error.ArchiveException;
import dev.tfskit.oci.ImageSelector;
import dev.tfskit.oci.OciImage;
import dev.tfskit.source.Excludes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any documents and layers as a container image: they become a sound image or are refused. The first of the
 * {@link Parts} is the index, the others are blobs. In a part, {@code @3} stands for the digest of part 3 and
 * {@code #3} for its length: the fuzzer would find no digest.
 */
class OciFuzzTest {

    /** What names a part is one digit. */
    private static final int MOST_PARTS = 9;

    private static final String INDEX = """
            {"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json",
            "digest":"sha256:@1","size":#1,"platform":{"os":"linux","architecture":"amd64"}}]}""";
    private static final String MANIFEST = """
            {"schemaVersion":2,"config":{"mediaType":"application/vnd.oci.image.config.v1+json",
            "digest":"sha256:@2","size":#2},"layers":[
            {"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"sha256:@3","size":#3},
            {"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"sha256:@4","size":#4}]}""";
    private static final String CONFIGURATION = """
            {"architecture":"amd64","os":"linux","config":{"Entrypoint":["/d/file"],"Cmd":["a"],"Env":["A=b"],
            "WorkingDir":"/d","User":"1:2"},"rootfs":{"type":"layers","diff_ids":["sha256:@3","sha256:@3"]}}""";

    @TempDir
    private static Path directory;

    @TempDir
    private static Path temporary;

    static List<byte[]> seeds() throws IOException {
        List<byte[]> layers = TarFuzzTest.seeds();
        return List.of(Parts.input(List.of(
                INDEX.getBytes(StandardCharsets.UTF_8),
                MANIFEST.getBytes(StandardCharsets.UTF_8),
                CONFIGURATION.getBytes(StandardCharsets.UTF_8),
                layers.get(1),
                layers.get(3))));
    }

    @MethodSource("seeds")
    @FuzzTest
    void imageBecomesSoundVolumeOrIsRefused(byte[] input) throws IOException {
        layOut(Parts.of(input));
        try (OciImage image = OciImage.open(directory, ImageSelector.ONLY, temporary)) {
            image.platform();
            image.configuration().attributes();
            Images.buildOrRefuse(() -> image.layers(Excludes.NONE, _ -> {}));
        } catch (ArchiveException | FileSystemException refused) {
            // A document is damaged.
        }
    }

    private static void layOut(List<byte[]> parts) throws IOException {
        Path blobs = Files.createDirectories(directory.resolve("blobs/sha256"));
        try (DirectoryStream<Path> old = Files.newDirectoryStream(blobs)) {
            for (Path each : old) {
                Files.delete(each);
            }
        }
        Files.writeString(directory.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
        List<byte[]> finished = new ArrayList<>();
        // From the last: a part that names another comes before it.
        for (int i = Math.min(parts.size(), MOST_PARTS) - 1; i >= 0; i--) {
            byte[] part = named(parts.get(i), i, finished);
            finished.addFirst(part);
            Files.write(i == 0 ? directory.resolve("index.json") : blobs.resolve(digest(part)), part);
        }
    }

    /**
     * Puts digests and lengths of later parts into a part; only into those that are not much longer than a document.
     */
    private static byte[] named(byte[] part, int number, List<byte[]> later) {
        String text = new String(part, StandardCharsets.ISO_8859_1);
        for (int i = 0; i < later.size(); i++) {
            int named = number + 1 + i;
            text = text.replace("@" + named, digest(later.get(i)))
                    .replace("#" + named, String.valueOf(later.get(i).length));
        }
        byte[] replaced = text.getBytes(StandardCharsets.ISO_8859_1);
        return part.length > 0 && part[0] == '{' ? replaced : TarChecksums.corrected(part);
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
