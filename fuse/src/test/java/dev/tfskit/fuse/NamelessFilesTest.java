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

class NamelessFilesTest {

    private static final Symbol NAME = Symbol.of("f");

    @TempDir
    Path temp;

    private WritableVolume volume;
    private long now;
    private final NamelessFiles nameless = new NamelessFiles(() -> now);
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

    /** Makes a file with blocks. */
    private RegularFile make() throws IOException {
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
        RegularFile file = make();
        OpenFile first = file.open();
        OpenFile second = file.open();
        unlink();
        nameless.keep(1, first);
        nameless.keep(1, second);
        nameless.release(1);
        assertEquals(free + blocks, volume.statistics().freeBlocks());
    }

    /** As when a program removes a file that it has open, and goes on for long. */
    @Test
    void fileThatWasOpenAtItsRemovalGivesItsSpaceWhenItIsClosed() throws IOException {
        RegularFile file = make();
        OpenFile first = file.open();
        OpenFile second = file.open();
        unlink();
        nameless.keep(1, first);
        now = Duration.ofSeconds(1).toNanos();
        nameless.keep(1, second);
        assertEquals(blocks, nameless.newestBlocks());
        assertTrue(nameless.releaseNewest());
        assertEquals(free + blocks, volume.statistics().freeBlocks());
    }

    /** As when a program reads a removed file by a bind mount, and closes it. */
    @Test
    void fileThatIsClosedAgainLaterKeepsItsSpace() throws IOException {
        RegularFile file = make();
        OpenFile first = file.open();
        OpenFile second = file.open();
        unlink();
        nameless.keep(1, first);
        nameless.noteOpened(1);
        now = Duration.ofSeconds(1).toNanos();
        nameless.keep(1, second);
        assertEquals(0, nameless.newestBlocks());
        assertTrue(nameless.releaseNewest());
        assertEquals(free, volume.statistics().freeBlocks());
        nameless.release(1);
        assertEquals(free + blocks, volume.statistics().freeBlocks());
    }

    /** As when two programs have a removed file open, and one closes it much later. */
    @Test
    void fileThatAnotherProgramHasOpenKeepsItsSpace() throws IOException {
        RegularFile file = make();
        OpenFile first = file.open();
        OpenFile second = file.open();
        OpenFile third = file.open();
        unlink();
        nameless.keep(1, first);
        now = Duration.ofSeconds(1).toNanos();
        nameless.keep(1, second);
        assertEquals(0, nameless.newestBlocks());
        assertFalse(nameless.releaseNewest());
        nameless.keep(1, third);
        assertEquals(blocks, nameless.newestBlocks());
    }

    /** As when the volume is full just after a removal, and a program that has the file open opens it again. */
    @Test
    void fileThatIsOpenedAgainOnFullVolumeKeepsItsSpace() throws IOException {
        RegularFile file = make();
        OpenFile first = file.open();
        OpenFile second = file.open();
        unlink();
        nameless.keep(1, first);
        nameless.releaseNewest();
        OpenFile again = file.open();
        nameless.noteOpened(1);
        nameless.keep(1, second);
        nameless.keep(1, again);
        assertEquals(0, nameless.newestBlocks());
        nameless.releaseNewest();
        assertEquals(free, volume.statistics().freeBlocks());
        nameless.release(1);
        assertEquals(free + blocks, volume.statistics().freeBlocks());
    }

    @Test
    void newestFilesGiveTheirSpaceAtOnce() throws IOException {
        OpenFile open = make().open();
        unlink();
        nameless.keep(1, open);
        assertEquals(blocks, nameless.newestBlocks());
        assertTrue(nameless.releaseNewest());
        assertEquals(free + blocks, volume.statistics().freeBlocks());
        assertEquals(0, nameless.newestBlocks());
    }

    @Test
    void olderFilesKeepTheirSpaceUntilTheyAreForgotten() throws IOException {
        OpenFile open = make().open();
        unlink();
        nameless.keep(1, open);
        now = Duration.ofSeconds(1).toNanos();
        assertEquals(0, nameless.newestBlocks());
        assertFalse(nameless.releaseNewest());
        assertEquals(free, volume.statistics().freeBlocks());
        nameless.release(1);
        assertEquals(free + blocks, volume.statistics().freeBlocks());
    }
}
