// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tfskit.archive.Archives;
import dev.tfskit.archive.CompressionFormat;
import dev.tfskit.archive.TarExport;
import dev.tfskit.source.Excludes;
import dev.tfskit.volume.HandMadeVolume;
import dev.tfskit.volume.Volume;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as a tar archive, plain or compressed: they become a sound image or are refused. */
class TarFuzzTest {

    /** Behind the entries, so many zeros are enough. */
    private static final int END_BYTES = 1024;

    static List<byte[]> seeds() throws IOException {
        byte[] exported = withoutPadding(exported());
        List<byte[]> seeds = new ArrayList<>(List.of(exported, otherWriter(true), otherWriter(false)));
        for (String name : List.of("a.gz", "a.xz", "a.zst", "a.lz4")) {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (OutputStream out =
                    CompressionFormat.written(Path.of(name)).orElseThrow().compress(packed)) {
                out.write(exported);
            }
            seeds.add(packed.toByteArray());
        }
        return seeds;
    }

    /** With holes, links, attributes and times. */
    private static byte[] exported() throws IOException {
        Volume volume = HandMadeVolume.open("""
                (children:(d:(children:(l:(linktarget:"x y")) mtime:5 posix.perm:"0700 1 2")
                           f:(extents:(0:(offset:70 length:1 allocated:1) 9:(offset:71 length:1 allocated:1))
                              filelength:9000 user.note:x))
                 mtime:15032385536)
                """);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new TarExport(volume, _ -> {}, _ -> {}).to(out);
        return out.toByteArray();
    }

    private static byte[] otherWriter(boolean gnu) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream out = new TarArchiveOutputStream(bytes)) {
            out.setLongFileMode(gnu ? TarArchiveOutputStream.LONGFILE_GNU : TarArchiveOutputStream.LONGFILE_POSIX);
            out.setBigNumberMode(gnu ? TarArchiveOutputStream.BIGNUMBER_STAR : TarArchiveOutputStream.BIGNUMBER_POSIX);
            byte[] content = "content".getBytes(StandardCharsets.US_ASCII);
            TarArchiveEntry file = new TarArchiveEntry("d/" + "n".repeat(110));
            file.setSize(content.length);
            file.setUserId(3_000_000L);
            out.putArchiveEntry(file);
            out.write(content);
            out.closeArchiveEntry();
            TarArchiveEntry link = new TarArchiveEntry("hard", TarConstants.LF_LINK);
            link.setLinkName("d/" + "n".repeat(110));
            out.putArchiveEntry(link);
            out.closeArchiveEntry();
            TarArchiveEntry removed = new TarArchiveEntry("d/.wh.x");
            out.putArchiveEntry(removed);
            out.closeArchiveEntry();
        }
        return withoutPadding(bytes.toByteArray());
    }

    private static byte[] withoutPadding(byte[] archive) {
        int end = archive.length;
        while (end > 0 && archive[end - 1] == 0) {
            end--;
        }
        return Arrays.copyOf(archive, Math.ceilDiv(end, 512) * 512 + END_BYTES);
    }

    @MethodSource("seeds")
    @FuzzTest
    void archiveBecomesSoundImageOrIsRefused(byte[] input) throws IOException {
        byte[] archive = TarChecksums.corrected(input);
        Images.buildOrRefuse(
                () -> List.of(Archives.open(new ByteArrayInputStream(archive), "fuzz.tar", Excludes.NONE, _ -> {})));
    }
}
