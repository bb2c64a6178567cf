// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.device.FileDevice;
import dev.tfskit.schema.Permissions;
import dev.tfskit.value.Symbol;
import dev.tfskit.volume.OpenFile;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.Volume;
import dev.tfskit.volume.WritableVolume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemovedFilesTest {

    private static final Symbol NAME = Symbol.of("f");

    @TempDir
    Path temp;

    private WritableVolume volume;
    private long now;
    private final RemovedFiles removed = new RemovedFiles(() -> now);
    private long free;
    private long blocks;

    @BeforeEach
    void open() throws IOException {
        volume = Volume.openForWriting(
                FileDevice.openForWriting(TestImage.make(temp.resolve("i"), 64 << 20)), InstantSource.system());
    }

    @AfterEach
    void close() throws IOException {
        volume.close();
    }

    /** Makes and removes a file, which still has its blocks. */
    private RegularFile remove() throws IOException {
        RegularFile file = volume.root().createFile(NAME, new Permissions(0644, 0, 0));
        try (OpenFile open = file.open()) {
            open.write(0, ByteBuffer.allocate(1 << 20));
        }
        return file;
    }

    private void unlink() throws IOException {
        volume.root().unlink(NAME);
        blocks = 1 << 11;
        free = volume.statistics().freeBlocks();
    }

    @Test
    void fileThatIsKeptTwiceIsReleasedOnce() throws IOException {
        RegularFile file = remove();
        OpenFile first = file.open();
        OpenFile second = file.open();
        unlink();
        removed.keep(1, first);
        removed.keep(1, second);
        removed.release(1);
        assertEquals(free + blocks, volume.statistics().freeBlocks());
    }

    @Test
    void newestFilesGiveTheirSpaceAtOnce() throws IOException {
        OpenFile open = remove().open();
        unlink();
        removed.keep(1, open);
        assertEquals(blocks, removed.newestBlocks());
        assertTrue(removed.releaseNewest());
        assertEquals(free + blocks, volume.statistics().freeBlocks());
        assertEquals(0, removed.newestBlocks());
    }

    @Test
    void olderFilesKeepTheirSpaceUntilTheyAreForgotten() throws IOException {
        OpenFile open = remove().open();
        unlink();
        removed.keep(1, open);
        now = Duration.ofSeconds(1).toNanos();
        assertEquals(0, removed.newestBlocks());
        assertFalse(removed.releaseNewest());
        assertEquals(free, volume.statistics().freeBlocks());
        removed.release(1);
        assertEquals(free + blocks, volume.statistics().freeBlocks());
    }
}
