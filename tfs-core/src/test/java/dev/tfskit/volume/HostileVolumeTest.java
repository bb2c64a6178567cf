// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.AllocatedBytes;
import dev.tfskit.Seeds;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.log.Extension;
import dev.tfskit.log.Replay;
import dev.tfskit.schema.TreePath;
import dev.tfskit.text.ValuePrinter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Valid volumes with changed bytes in their logs: whatever is changed, they are read or refused as damaged, in time and
 * memory that the size of the log explains.
 */
class HostileVolumeTest {

    private static final int BLOCK = BlockDevice.BLOCK_BYTES;
    /** What a reader keeps of a log: tuples are larger than their bytes, and windows are read again and again. */
    private static final long ALLOCATION_FACTOR = 100;

    /** Together more than 20 000 runs, fewer of the volumes with long logs. */
    @ParameterizedTest
    @CsvSource({
        "c-empty, 4000",
        "c-label, 4000",
        "c-tree, 1500",
        "ops-tree, 3000",
        "ops-old, 2500",
        "mixed-v4-v5, 2000",
        "fuse-written, 2000",
        "kernel-written, 1000",
        "kernel-compacted, 30",
        "kernel-compacted-grown, 50",
        "c-manylog, 15"
    })
    void changedBytesAreReadOrRefused(String name, int runs) throws Exception {
        byte[] volume = GoldenVolumes.open(name).toByteArray();
        List<long[]> logs = usedRanges(volume);
        long logBytes = logs.stream().mapToLong(range -> range[1] - range[0]).sum();
        Seeds.repeat(runs, random -> {
            List<Integer> offsets = new ArrayList<>();
            List<Byte> before = new ArrayList<>();
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                long[] range = logs.get(random.nextInt(logs.size()));
                int offset = (int) (range[0] + random.nextLong(range[1] - range[0]));
                offsets.add(offset);
                before.add(volume[offset]);
                volume[offset] = change(volume[offset], random);
            }
            try {
                AllocatedBytes allocated = AllocatedBytes.start();
                // Printing takes as long as all the rest.
                readOrRefuse(new MemoryDevice(volume), random.nextInt(5) == 0);
                assertTrue(
                        allocated.count() < (logBytes + (256 << 10)) * ALLOCATION_FACTOR, allocated.count() + " bytes");
            } finally {
                for (int i = offsets.size() - 1; i >= 0; i--) {
                    volume[offsets.get(i)] = before.get(i);
                }
            }
        });
    }

    /** One bit, a small step, or anything. */
    private static byte change(byte value, Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> (byte) (value ^ 1 << random.nextInt(8));
            case 1 -> (byte) (value + (random.nextBoolean() ? 1 : -1));
            default -> (byte) random.nextInt();
        };
    }

    /** The bytes of the log that mean something: every extension, the last one only to its end of log. */
    private static List<long[]> usedRanges(byte[] volume) throws IOException {
        Replay replay = Replay.of(new MemoryDevice(volume));
        List<long[]> ranges = new ArrayList<>();
        for (Extension extension : replay.extensions()) {
            boolean isLast = extension == replay.extensions().getLast();
            ranges.add(new long[] {extension.startByte(), isLast ? replay.endOffset() + 1 : extension.endByte()});
        }
        // Most of the first extension is unused.
        ranges.set(0, new long[] {0, 64});
        return ranges;
    }

    private static void readOrRefuse(BlockDevice device, boolean print) throws IOException {
        try {
            Volume volume = Volume.open(device);
            TreeWalk walk = new TreeWalk(TreePath.ROOT, volume.root());
            while (walk.hasNext()) {
                if (walk.next() instanceof TreeWalk.Visit.Entry entry) {
                    readAll(entry.inode());
                }
            }
            if (print) {
                new ValuePrinter(OutputStream.nullOutputStream(), _ -> false).print(Tuples.of(volume.root()));
            }
        } catch (TfsFormatException refusal) {
            assertTrue(!refusal.getMessage().isEmpty());
        }
    }

    private static void readAll(Inode inode) throws IOException {
        inode.permissions();
        inode.modified();
        inode.accessed();
        inode.linkCount();
        inode.extendedAttributes();
        try {
            switch (inode) {
                case RegularFile file ->
                    file.read(Math.max(0, file.length() - BLOCK - 1), ByteBuffer.allocate(2 * BLOCK));
                case SymbolicLink link -> link.target().quoted();
                case Directory _, Socket _, SpecialFile _ -> {}
            }
        } catch (TfsFormatException refusal) {
            assertTrue(!refusal.getMessage().isEmpty());
        }
    }
}
