// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A disk with partitions, made by hand: the crash log at block 64, the boot volume at block 128, the root volume behind
 * it.
 *
 * @param file the image
 * @param rootStart the first block of the root volume
 */
record HandmadeDisk(Path file, int rootStart) {

    static final int BLOCK = 512;
    static final int CRASH_LOG = 64 * BLOCK;
    static final int BOOT = 128;

    private static final int TABLE = 446;
    private static final int LINUX = 0x83;

    /** Makes a disk {@code disk.raw} in a directory. The two volumes stand beside it. */
    static HandmadeDisk in(Path directory) throws IOException, InterruptedException {
        byte[] boot = volume(directory, "boot", "kernel");
        byte[] root = volume(directory, "root", "program");
        int rootStart = BOOT + boot.length / BLOCK;
        ByteBuffer disk = ByteBuffer.allocate(rootStart * BLOCK + root.length).order(ByteOrder.LITTLE_ENDIAN);
        putPartition(disk, 0, BOOT, boot.length / BLOCK);
        putPartition(disk, 1, rootStart, root.length / BLOCK);
        disk.putShort(BLOCK - Short.BYTES, (short) 0xaa55);
        disk.put(BOOT * BLOCK, boot);
        disk.put(rootStart * BLOCK, root);
        return new HandmadeDisk(Files.write(directory.resolve("disk.raw"), disk.array()), rootStart);
    }

    private static byte[] volume(Path directory, String label, String file) throws IOException, InterruptedException {
        Path tree = Files.createDirectory(directory.resolve(label));
        Files.writeString(tree.resolve(file), "I am the " + file);
        Path image = directory.resolve(label + ".raw");
        InProcess.mkfs("-r", tree, "-l", label, "-t", "(program:/" + file + ")", image)
                .okWithWarnings();
        return Files.readAllBytes(image);
    }

    private static void putPartition(ByteBuffer disk, int number, int start, int blocks) {
        int entry = TABLE + 16 * number;
        disk.put(entry + 4, (byte) LINUX);
        disk.putInt(entry + 8, start);
        disk.putInt(entry + 12, blocks);
    }

    /** Writes a crash log as the kernel does, of boot 8877665544332211 with exit code -7. */
    void leaveCrashLog(String text) throws IOException {
        ByteBuffer log = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
        log.put("KLOG".getBytes(StandardCharsets.ISO_8859_1))
                .putLong(0x8877665544332211L)
                .putInt(-7)
                .put(text.getBytes(StandardCharsets.UTF_8))
                .flip();
        try (FileChannel disk = FileChannel.open(file, StandardOpenOption.WRITE)) {
            disk.write(log, CRASH_LOG);
        }
    }
}
