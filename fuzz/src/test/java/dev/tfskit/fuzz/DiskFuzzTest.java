// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuzz;

import static org.junit.jupiter.api.Assertions.assertThrows;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tfskit.check.DiskCheck;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.device.VolumeChoice;
import dev.tfskit.disk.DiskImage;
import dev.tfskit.disk.PartitionContent;
import dev.tfskit.error.TfsFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as a disk: its table, its crash log and the volumes in it are read or refused. */
class DiskFuzzTest {

    private static final int BLOCK = BlockDevice.BLOCK_BYTES;
    private static final int TABLE_OFFSET = 446;
    private static final int ENTRY_BYTES = 16;

    static List<byte[]> seeds() throws IOException {
        byte[] small = volume("()");
        byte[] tree = volume("(children:(d:(children:(l:(linktarget:x))) f:(extents:() filelength:9)) program:/f)");
        return List.of(
                tree,
                disk(small, tree),
                Arrays.copyOf(disk(small, tree), 5 * BLOCK),
                disk("KLOG\1\0\0\0\0\0\0\0\3\0\0\0stopped\0".getBytes(StandardCharsets.US_ASCII), tree));
    }

    /** A volume of one block, whose log is in the first extension. */
    private static byte[] volume(String root) throws IOException {
        byte[] record = Records.encoded(root);
        ByteBuffer volume = ByteBuffer.allocate(2 * BLOCK);
        volume.put("NVMTFS".getBytes(StandardCharsets.US_ASCII));
        volume.put((byte) 5).put((byte) 1).putLong(1).putLong(2).put((byte) 0);
        // A whole record: its tag, and twice its length in two groups of 7 bits.
        volume.put((byte) 2);
        for (int i = 0; i < 2; i++) {
            volume.put((byte) (0x80 | record.length >> 7)).put((byte) (record.length & 0x7f));
        }
        volume.put(record).put((byte) 1);
        return volume.array();
    }

    /** A disk with a boot sector, one block that may be a crash log, and two partitions of the same content. */
    private static byte[] disk(byte[] before, byte[] volume) {
        ByteBuffer disk = ByteBuffer.allocate(2 * BLOCK + 2 * volume.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int number = 0; number < 2; number++) {
            int blocks = volume.length / BLOCK;
            int entry = TABLE_OFFSET + number * ENTRY_BYTES;
            disk.put(entry, (byte) 0x80).put(entry + 4, (byte) 0x83);
            disk.putInt(entry + 8, 2 + number * blocks).putInt(entry + 12, blocks);
            disk.put((2 + number * blocks) * BLOCK, volume);
        }
        disk.putShort(BLOCK - Short.BYTES, (short) 0xaa55);
        disk.put(BLOCK, before, 0, Math.min(before.length, BLOCK));
        return disk.array();
    }

    @MethodSource("seeds")
    @FuzzTest
    void diskIsReadOrRefused(byte[] input) throws IOException {
        MemoryDevice disk = new MemoryDevice(input.clone());
        DiskImage image = DiskImage.of(disk);
        if (isRefused(image)) {
            assertThrows(FileSystemException.class, () -> new DiskCheck(disk, _ -> {}).run());
            return;
        }
        new DiskCheck(disk, _ -> {}).run();
        image.crashLog();
        List<PartitionContent> partitions = image.partitions();
        for (PartitionContent partition : partitions) {
            if (partition.kind() == PartitionContent.Kind.TFS_VOLUME) {
                examine(image.volume(
                        new VolumeChoice.InPartition(partition.partition().number())));
            }
        }
        if (partitions.isEmpty()) {
            examine(disk);
        }
    }

    /** Returns whether the disk has no root volume, unlike one whose root volume is damaged. */
    private static boolean isRefused(DiskImage image) throws IOException {
        try {
            image.rootVolume();
            return false;
        } catch (TfsFormatException damaged) {
            return false;
        } catch (FileSystemException refused) {
            return true;
        }
    }

    private static void examine(BlockDevice volume) throws IOException {
        ReaderAndChecker.assertAgreement(volume);
        Views.show(volume);
    }
}
