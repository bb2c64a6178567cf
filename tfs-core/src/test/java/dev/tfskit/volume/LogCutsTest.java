// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Hex;
import dev.tfskit.Seeds;
import dev.tfskit.device.Sampling;
import dev.tfskit.device.SparseDevice;
import dev.tfskit.device.SparseImage;
import dev.tfskit.error.NoSpaceException;
import dev.tfskit.log.Replay;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The power is cut while the log gets longer, is written anew, or goes on where other tools ended it. */
@Tag("slow")
class LogCutsTest {

    private static final int MIB = 1 << 20;

    private static void setAttribute(Story story, Inode inode, int number, int bytes) throws IOException {
        String value = Integer.toString(number).repeat(bytes);
        story.journal()
                .step(() -> inode.setExtendedAttribute(
                        Symbol.of("user." + number % 7), Text.of(value.substring(0, bytes))));
    }

    @Test
    @PowerCuts(mebibytes = 8)
    void survivesCutsWhileLogGetsExtensions(Story story) throws IOException {
        RegularFile file = story.journal().create("a", 700);
        for (int i = 0; i < 70; i++) {
            setAttribute(story, file, i, 30_000);
            if (i % 4 == 0) {
                story.journal().append(file, 300);
                story.commit();
            }
        }
        story.commit();
        assertTrue(story.volume().logExtensions().size() > 4);
    }

    @Test
    @PowerCuts(mebibytes = 8)
    void survivesCutsWhileRecordSpansExtensions(Story story) throws IOException {
        RegularFile file = story.journal().create("a", 700);
        story.commit();
        for (int i = 1; i < 4; i++) {
            setAttribute(story, file, i, i * 400_000);
            story.journal().append(file, 300);
            story.commit();
        }
        assertTrue(story.volume().logExtensions().size() > 5);
    }

    @Test
    @PowerCuts(mebibytes = 6)
    void survivesCutsWhileBlocksOfCompactedLogAreReused(Story story) throws IOException {
        RegularFile file = story.journal().create("a", 700);
        for (int round = 0; round < 5; round++) {
            for (int i = 0; i < 30; i++) {
                setAttribute(story, file, i, 20_000);
            }
            story.commit();
            story.journal().append(file, 100_000);
            story.land(() -> assertTrue(story.volume().compact()));
            story.journal().append(file, 100_000);
            story.journal().create("b" + round, 50_000);
            story.commit();
            Symbol name = Symbol.of("b" + round);
            story.journal().step(() -> story.volume().root().unlink(name));
        }
        story.commit();
    }

    /** The tree stays as it is: only the attributes of the root change, a tuple in place of another. */
    @Test
    @PowerCuts(mebibytes = 4)
    void survivesCutsWhileRootAttributesChange(Story story) throws IOException {
        story.journal().create("a", 700);
        for (int i = 0; i < 5; i++) {
            Tuple environment = HandMadeVolume.tuple("(NUMBER:" + i + " inner:(a:b list:[c d]))");
            story.journal().step(() -> story.volume().setRootAttribute(Symbol.of("environment"), environment));
            story.commit();
        }
    }

    /** Leaves room for nearly nothing, in the log and besides; returns how often there was none. */
    private static int fill(Story story, RegularFile file) throws IOException {
        try {
            setAttribute(story, file, 1, 60_000);
            int blocks = Math.max(1, (int) story.volume().statistics().freeBlocks() - 20);
            story.journal()
                    .allocate(file, 512 * (1L << 20 + story.device().position() % 9), 512 * blocks, SizeChange.KEEP);
            return 0;
        } catch (NoSpaceException _) {
            story.commit();
            return 1;
        }
    }

    @Test
    void survivesCutsOnFullVolume() throws Exception {
        Seeds.repeat(1, random -> {
            Story story = Story.of(Story.empty(3 * MIB), InterruptedDevice::new, false);
            RegularFile file = story.journal().create("big", 1000);
            RandomSteps steps = new RandomSteps(story, story.journal(), random, 20_000);
            int refused = 0;
            // Luck can leave it room for long: the steps remove files, too.
            for (int i = 0; i < 20 || i < 1000 && refused + steps.refused() == 0; i++) {
                refused += fill(story, file);
                steps.take(20);
            }
            story.commit();
            assertTrue(refused + steps.refused() > 0);
            story.checkReadable(new Sampling(16, 2, 1));
        });
    }

    /** A commit with nothing to write comes before the image grows. */
    @Test
    void survivesCutsWhileVolumeGrowsBetweenCommits() throws IOException {
        Story story = Story.of(Story.empty(2 * MIB));
        RegularFile file = story.journal().create("a", 200_000);
        story.commit();
        for (int i = 0; i < 70; i++) {
            setAttribute(story, file, i, 50_000);
            story.commit();
        }
        assertTrue(story.device().size() > 3 * MIB);
        story.checkReadable(new Sampling(16, 6, 1));
    }

    /** The commit that comes before the image grows is one that the user has not asked for. */
    @Test
    void survivesCutsWhileVolumeGrows() throws IOException {
        Story story = Story.of(Story.empty(2 * MIB), device -> device, false);
        RegularFile file = story.journal().create("a", 200_000);
        for (int i = 0; i < 120; i++) {
            setAttribute(story, file, i, 30_000);
            if (i % 8 == 0) {
                story.journal().append(file, 3000);
                story.commit();
            }
        }
        story.commit();
        assertTrue(story.device().size() > 3 * MIB);
        story.checkReadable(new Sampling(64, 12, 1));
    }

    /** The new log of a full image lies behind the old end of the image. */
    @Test
    void survivesCutsWhileVolumeGrowsForItsCompactedLog() throws Exception {
        Seeds.repeat(1, random -> {
            Story story = Story.of(Story.empty(4 * MIB));
            RegularFile file = story.journal().create("a", 200_000);
            for (int round = 0; round < 2; round++) {
                for (int i = 0; i < 9; i++) {
                    setAttribute(story, file, i, 150_000 + random.nextInt(50_000));
                    story.commit();
                }
                int free = (int) story.volume().statistics().freeBlocks();
                story.journal().allocate(file, (round + 1L) << 24, 512 * free, SizeChange.KEEP);
                story.commit();
                long before = story.device().size();
                story.land(() -> assertTrue(story.volume().compact()));
                assertTrue(story.device().size() > before);
                story.journal().append(file, 3000);
                setAttribute(story, file, round, 300_000);
                story.commit();
            }
            assertTrue(story.checkReadable(new Sampling(16, 6, random.nextLong())) > story.cuts());
        });
    }

    /** A torn record in the last extension, or with its next part in another. */
    @ParameterizedTest
    @ValueSource(strings = {"02 40 04 01020304 01", "02 40 04 01020304 05 9f00 8800"})
    void survivesCutsWhileTornRecordIsCutOff(String torn) throws IOException {
        SparseDevice device = new SparseDevice(Story.empty(4 * MIB));
        device.write(0xf80L * 512, ByteBuffer.wrap(Hex.bytes("'NVMTFS' 05 8800 03 02 0506 01")));
        device.write(Replay.of(device).endOffset(), ByteBuffer.wrap(Hex.bytes(torn)));
        assertTrue(Replay.of(device).torn().isPresent());
        Story story = Story.of(device.image());
        story.journal().create("a", 3000);
        story.commit();
        assertTrue(story.volume().statistics().freeBlocks() > 0);
        story.journal().create("b", 3000);
        story.commit();
        story.checkReadable(new Sampling(1 << 10, 50, 1));
        assertEquals(2, story.volume().logExtensions().size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"mixed-v4-v5", "ops-old", "kernel-written", "kernel-compacted-grown", "ops-tree", "c-manylog"})
    void survivesCutsWhileLogOfOtherToolsContinues(String golden) throws Exception {
        SparseImage image = SparseImage.of(GoldenVolumes.open(golden).toByteArray());
        Seeds.repeat(1, random -> {
            Story story = Story.of(image, device -> device, false);
            new RandomSteps(story, story.journal(), random, 5000).take(60);
            story.commit();
            story.checkReadable(new Sampling(16, 4, 1));
        });
    }
}
