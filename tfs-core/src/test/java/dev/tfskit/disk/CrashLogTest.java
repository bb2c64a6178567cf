// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.value.Text;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CrashLogTest {

    /** The crash log has the 8 blocks before the first partition. */
    private final DiskBytes disk =
            new DiskBytes(100).partition(0, DiskBytes.OTHER, 40, 20).partition(1, DiskBytes.OTHER, 60, 40);

    private Optional<CrashLog> read() throws IOException {
        return disk.open().crashLog();
    }

    @Test
    void crashLogOfKernelIsRead() throws IOException {
        disk.crashLogAt(32 * 512, 0x8000_0000_0000_0007L, -3, "en1: assigned\nframe trace:\n\0junk");
        assertEquals(
                Optional.of(
                        new CrashLog(32 * 512, 0x8000_0000_0000_0007L, -3, Text.of("en1: assigned\nframe trace:\n"))),
                read());
    }

    @Test
    void newDiskHasNoCrashLog() throws IOException {
        assertEquals(Optional.empty(), read());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 31, 38, 39})
    void mayHaveAnySize(int block) throws IOException {
        disk.crashLogAt(block * 512, 1, 2, "x");
        assertEquals(block * 512L, read().orElseThrow().offset());
    }

    @Test
    void crashLogNearestToPartitionCounts() throws IOException {
        disk.crashLogAt(20 * 512, 1, 1, "boot loader").crashLogAt(32 * 512, 2, 2, "log");
        assertEquals(2, read().orElseThrow().exitCode());
    }

    @Test
    void beginsWithABlock() throws IOException {
        disk.crashLogAt(32 * 512 + 1, 1, 2, "x");
        assertEquals(Optional.empty(), read());
    }

    @Test
    void isNotSoughtInTheBootSectorOrInAPartition() throws IOException {
        disk.crashLogAt(0, 1, 2, "x").crashLogAt(40 * 512, 1, 2, "x");
        assertEquals(Optional.empty(), read());
    }

    @Test
    void withoutAnEndReachesToThePartition() throws IOException {
        disk.crashLogAt(32 * 512, 1, 2, "x".repeat(8 * 512 - 16)).volumeAt(40);
        assertEquals(8 * 512 - 16, read().orElseThrow().text().length());
    }

    @Test
    void endsBeforeThePartitionThatLiesFirst() throws IOException {
        DiskBytes other =
                new DiskBytes(100).partition(0, DiskBytes.OTHER, 60, 40).partition(1, DiskBytes.OTHER, 40, 20);
        other.crashLogAt(39 * 512, 1, 2, "x");
        assertEquals(39 * 512L, other.open().crashLog().orElseThrow().offset());
    }

    @Test
    void searchEndsAtItsLimit() throws IOException {
        DiskBytes large = new DiskBytes(5000).partition(0, DiskBytes.OTHER, 4000, 10);
        large.crashLogAt(1900 * 512, 1, 2, "x");
        assertEquals(Optional.empty(), large.open().crashLog());
        large.crashLogAt(2000 * 512, 1, 2, "x");
        assertEquals(2000 * 512L, large.open().crashLog().orElseThrow().offset());
    }

    @Test
    void searchEndsAtTheStartOfTheDisk() throws IOException {
        DiskBytes cut = new DiskBytes(35).partition(0, DiskBytes.OTHER, 40, 20).crashLogAt(32 * 512, 1, 2, "x");
        assertEquals(32 * 512L, cut.open().crashLog().orElseThrow().offset());
        assertEquals(
                Optional.empty(),
                new DiskBytes(35).partition(0, DiskBytes.OTHER, -1, 20).open().crashLog());
        assertEquals(
                Optional.empty(),
                new DiskBytes(1).partition(0, DiskBytes.OTHER, 1, 20).open().crashLog());
    }

    @Test
    void rawImageHasNoCrashLog() throws IOException {
        assertEquals(
                Optional.empty(),
                new DiskBytes(100).volumeAt(0).crashLogAt(512, 1, 2, "x").open().crashLog());
    }
}
