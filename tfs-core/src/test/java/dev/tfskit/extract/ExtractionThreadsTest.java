// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.extract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.UnwrittenDevice;
import dev.tfskit.volume.HandMadeVolume;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An extraction in several threads extracts and reports the same as in one thread. */
class ExtractionThreadsTest {

    private static final int THREADS = 4;
    private static final int DIRECTORIES = 12;
    private static final int FILES = 100;
    private static final int FILE_BYTES = 700;
    private static final String FILE = "(filelength:700 extents:(0:(offset:70 length:2 allocated:2)))";
    private static final String DAMAGED = "(filelength:700 extents:(0:(offset:x length:2)))";

    @TempDir
    private Path temp;

    /** Each directory has files, a directory in between, and more files. */
    private static String manifest() {
        StringBuilder text = new StringBuilder("(children:(");
        for (int i = 0; i < DIRECTORIES; i++) {
            text.append("d").append(i).append(":(children:(");
            for (int j = 0; j < FILES; j++) {
                text.append("f")
                        .append(j)
                        .append(":")
                        .append(i == 5 && j == 9 ? DAMAGED : FILE)
                        .append(" ");
            }
            text.append("g:(children:(h:")
                    .append(FILE)
                    .append(")) last:")
                    .append(FILE)
                    .append(")) ");
        }
        return text.append("))").toString();
    }

    private record Outcome(Extraction.Summary summary, List<String> problems, List<String> listing) {}

    private Outcome extract(int threads, OverwritePolicy policy) throws IOException {
        Path target = Files.createDirectory(temp.resolve("by" + threads));
        for (String taken : List.of("d3/f50", "d4", "d7/last", "d9/f1")) {
            Files.createDirectories(target.resolve(taken).getParent());
            Files.writeString(target.resolve(taken), "kept");
        }
        List<String> problems = new ArrayList<>();
        Extraction extraction = new Extraction(
                HandMadeVolume.open(manifest()),
                problem -> problems.add(problem.path() + ": " + problem.text()),
                warning -> problems.add("warning: " + warning.path() + ": " + warning.text()));
        Extraction.Summary summary =
                extraction.threads(threads).overwritePolicy(policy).into(target);
        return new Outcome(summary, problems, listing(target));
    }

    private static List<String> listing(Path target) throws IOException {
        try (Stream<Path> files = Files.walk(target)) {
            List<String> lines = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                String content = Files.isRegularFile(file)
                        ? " " + ByteBuffer.wrap(Files.readAllBytes(file)).hashCode()
                        : "";
                lines.add(target.relativize(file) + content + " "
                        + Files.getLastModifiedTime(file).toMillis() / 3_600_000);
            }
            return lines;
        }
    }

    @ParameterizedTest
    @CsvSource({"KEEP, 5", "REPLACE, 1"})
    void reportsTheSameInTheSameOrder(OverwritePolicy policy, int expected) throws IOException {
        Outcome one = extract(1, policy);
        Outcome many = extract(THREADS, policy);
        assertEquals(expected, one.problems.size(), one.problems.toString());
        assertEquals(one.problems, many.problems);
        assertEquals(one.summary, many.summary);
        assertEquals(one.listing, many.listing);
    }

    /** A device that is closed while files are read from it. */
    private static final class ClosingDevice extends UnwrittenDevice {

        private final AtomicInteger reads = new AtomicInteger();
        private volatile boolean isUsed;

        ClosingDevice(BlockDevice device) {
            super(device);
        }

        @Override
        public void read(long offset, ByteBuffer target) throws IOException {
            if (isUsed && reads.incrementAndGet() > 3) {
                throw new ClosedChannelException();
            }
            device().read(offset, target);
        }
    }

    @Test
    void leavesNoPartOfFileWhenOneThreadCannotGoOn() throws IOException {
        // Files far from each other, so that each needs a read of its own.
        String manifest = manifest()
                .replace("f7:(filelength:700 extents:(0:(offset:70 ", "f7:(filelength:700 extents:(0:(offset:4000 ");
        ClosingDevice device = new ClosingDevice(HandMadeVolume.device(HandMadeVolume.tuple(manifest), 8000));
        Volume volume = Volume.open(device);
        device.isUsed = true;
        Path target = Files.createDirectory(temp.resolve("target"));
        Extraction extraction = new Extraction(volume, problem -> {}, warning -> {}).threads(THREADS);
        assertThrows(ClosedChannelException.class, () -> extraction.into(target));
        try (Stream<Path> files = Files.walk(target)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertEquals(FILE_BYTES, Files.size(file), file.toString());
            }
        }
        assertTrue(Files.exists(target.resolve("d0")));
    }
}
