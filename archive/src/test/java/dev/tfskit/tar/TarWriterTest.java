// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.tar;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.HostProgram;
import dev.tfskit.schema.Permissions;
import dev.tfskit.value.Text;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Entries that no volume can hold, or that would take a test too long. {@link TarExportTest} has the others. */
class TarWriterTest {

    private static final Text NOTHING = Text.of("");

    @TempDir
    private Path directory;

    private static TarEntry file(Text name, Permissions permissions, Instant modified, long bytes) {
        return new TarEntry(
                TarType.FILE,
                name,
                NOTHING,
                permissions,
                modified,
                Map.of(),
                Optional.empty(),
                bytes,
                OptionalLong.empty());
    }

    private static byte[] beginning(TarEntry entry) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        TarWriter writer = new TarWriter(bytes);
        writer.begin(entry);
        writer.finish();
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 8_589_934_591L, 8_589_934_592L, 1L << 40, Long.MAX_VALUE})
    void sizesMayBeOfAnyLength(long bytes) throws IOException {
        byte[] archive = beginning(file(Text.of("./a"), Permissions.FILE, Instant.EPOCH, bytes));
        try (TarArchiveInputStream read = new TarArchiveInputStream(new ByteArrayInputStream(archive))) {
            assertEquals(bytes, read.getNextEntry().getSize());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-2_000_000_000, -1, 0, 8_589_934_591L, 8_589_934_592L, 9_200_000_000L})
    void timesMayBeBeforeAndBehindWhatUstarHolds(long second) throws Exception {
        for (int nano : new int[] {0, 1, 120_000_000, 999_999_999}) {
            Instant time = Instant.ofEpochSecond(second, nano);
            Path archive = Files.write(
                    directory.resolve("archive"), beginning(file(Text.of("./a"), Permissions.FILE, time, 0)));
            HostProgram.TAR.runIn(directory, "C", "--extract", "--warning=no-timestamp", "--file=" + archive);
            assertEquals(time, Files.getLastModifiedTime(directory.resolve("a")).toInstant());
        }
    }

    @ParameterizedTest
    @CsvSource({"2097151, 2097151", "2097152, 4294967295"})
    void ownersMayBeLarge(long uid, long gid) throws Exception {
        Path archive = Files.write(
                directory.resolve("a"),
                beginning(file(Text.of("./a"), new Permissions(0644, uid, gid), Instant.EPOCH, 0)));
        String listing = HostProgram.TAR.run("--list", "--verbose", "--numeric-owner", "--file=" + archive);
        assertEquals(uid + "/" + gid, listing.split(" +")[1]);
    }

    /** A reader that ignores PAX records must not give a program to root. */
    @Test
    void ownerThatDoesNotFitIsNotRootWithoutItsRecord() throws IOException {
        byte[] header = TarHeader.of(
                        TarType.FILE,
                        new byte[] {'a'},
                        new byte[0],
                        0,
                        new Permissions(04755, 3_000_000, 1),
                        Instant.EPOCH,
                        Optional.empty())
                .toByteArray();
        TarArchiveEntry entry = new TarArchiveEntry(header);
        assertEquals(65534, entry.getLongUserId());
        assertEquals(1, entry.getLongGroupId());
    }

    /** A length in front of a record counts its own digits, which may make one more of them. */
    @ParameterizedTest
    @ValueSource(
            ints = {
                101, 111, 112, 113, 114, 115, 116, 980, 981, 982, 983, 984, 985, 986, 987, 988, 989, 990, 991, 992,
                9985, 9986, 9987, 9988, 9989, 9990, 9991
            })
    void namesMayBeOfAnyLength(int length) throws Exception {
        for (String character : new String[] {"a", "\u00e4"}) {
            Text name = Text.of("./" + character.repeat(length));
            byte[] archive = beginning(file(name, Permissions.FILE, Instant.EPOCH, 0));
            try (TarArchiveInputStream read = new TarArchiveInputStream(new ByteArrayInputStream(archive))) {
                assertEquals(name.decode(), read.getNextEntry().getName());
            }
        }
    }
}
