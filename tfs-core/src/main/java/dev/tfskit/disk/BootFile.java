// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.FileDevice;
import dev.tfskit.message.Messages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The first bytes of a bootable disk: a boot sector, and the boot loader that this sector loads (docs/format.md,
 * section 5). Such a file comes with a release of Nanos. Reading one validates its structure; the machine code in it is
 * not examined. Immutable and thread-safe.
 */
public final class BootFile {

    /** The boot sector stores the length of the boot loader as 16 bits of blocks. */
    private static final long MOST_LOADER_BYTES = 0xffffL * BlockDevice.BLOCK_BYTES;

    private static final int REGION_BYTES = Long.BYTES + Long.BYTES + Integer.BYTES;
    private static final int REGION_OFFSET = PartitionTable.TABLE_OFFSET - REGION_BYTES;
    private static final int REGION_LENGTH = REGION_OFFSET + Long.BYTES;
    private static final String REMEDY = "; name the boot image of a Nanos release";

    private static final int REGION_TYPE = REGION_LENGTH + Long.BYTES;
    private static final int LOADER_REGION = 12;

    private final ByteBuffer bytes;

    private BootFile(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /**
     * Reads a boot file.
     *
     * @param file the path of the file
     * @return the boot file
     * @throws FileSystemException when the file cannot be opened, with the reason as its type; when it is not a boot
     *     file; or when it is shorter or longer than its boot sector states
     * @throws IOException when it cannot be read
     */
    public static BootFile read(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new FileSystemException(file.toString(), null, "is a directory; a boot image is expected");
        }
        try (BlockDevice device = FileDevice.openForReading(file)) {
            return read(device);
        }
    }

    /**
     * Makes the boot file of a machine that has no BIOS: a boot sector without code, with no boot loader after it. UEFI
     * firmware and kernels need only the partition table in it.
     *
     * @return a boot file of one block
     */
    public static BootFile withoutLoader() {
        ByteBuffer sector = ByteBuffer.allocate(BlockDevice.BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        sector.putInt(REGION_TYPE, LOADER_REGION);
        PartitionTable.sign(sector);
        return new BootFile(sector);
    }

    /** Reads a boot file from a device, which stays open. */
    static BootFile read(BlockDevice file) throws IOException {
        if (file.size() < BlockDevice.BLOCK_BYTES) {
            throw notBootImage(
                    file,
                    "it has " + Messages.bytes(file.size()) + ", and its boot sector would take "
                            + BlockDevice.BLOCK_BYTES);
        }
        ByteBuffer sector = ByteBuffer.allocate(BlockDevice.BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        file.read(0, sector);
        checkSector(file, sector);
        checkLength(file, sector.getLong(REGION_LENGTH));
        ByteBuffer all = ByteBuffer.allocate((int) file.size());
        file.read(0, all);
        return new BootFile(all.clear());
    }

    private static void checkSector(BlockDevice file, ByteBuffer sector) throws FileSystemException {
        if (!PartitionTable.isBootSector(sector)) {
            throw notBootImage(file, "its first block does not end with the bytes 55 AA");
        }
        if (sector.getInt(REGION_TYPE) != LOADER_REGION) {
            throw notBootImage(
                    file,
                    "its boot sector does not hold the length of a boot loader (byte "
                            + REGION_TYPE
                            + " begins a number that should be " + LOADER_REGION + " and is "
                            + Integer.toUnsignedString(sector.getInt(REGION_TYPE)) + ")");
        }
    }

    /**
     * Checks the length that the boot sector states. The boot loader looks for the volumes behind that length, so a
     * disk made from a file of another length does not boot.
     */
    private static void checkLength(BlockDevice file, long loaderBytes) throws IOException {
        if (loaderBytes < 0 || loaderBytes > MOST_LOADER_BYTES || loaderBytes % BlockDevice.BLOCK_BYTES != 0) {
            throw notBootImage(
                    file,
                    "its boot sector states that its boot loader has "
                            + Long.toUnsignedString(loaderBytes) + " bytes, which must be a multiple of "
                            + BlockDevice.BLOCK_BYTES + " up to " + MOST_LOADER_BYTES);
        }
        long expected = BlockDevice.BLOCK_BYTES + loaderBytes;
        if (file.size() < expected) {
            throw refused(
                    file,
                    "is cut short: it has " + Messages.bytes(file.size()) + ", and its boot sector requires " + expected
                            + "; copy it again");
        }
        if (file.size() > expected) {
            throw refused(
                    file,
                    "is not a boot image, or a whole disk: its boot sector requires " + Messages.bytes(expected)
                            + ", and it has " + file.size() + REMEDY);
        }
    }

    private static FileSystemException notBootImage(BlockDevice file, String reason) {
        return refused(file, "is not a boot image: " + reason + REMEDY);
    }

    private static FileSystemException refused(BlockDevice file, String reason) {
        return new FileSystemException(file.toString(), null, reason);
    }

    /**
     * Returns the length of the boot file.
     *
     * @return the length in bytes, a multiple of 512
     */
    public long size() {
        return bytes.capacity();
    }

    /** Returns a copy of the boot sector. */
    ByteBuffer sector() {
        return ByteBuffer.allocate(BlockDevice.BLOCK_BYTES).put(0, bytes, 0, BlockDevice.BLOCK_BYTES);
    }

    /** Returns the boot loader, the bytes behind the boot sector. */
    ByteBuffer loader() {
        return bytes.slice(BlockDevice.BLOCK_BYTES, bytes.capacity() - BlockDevice.BLOCK_BYTES)
                .asReadOnlyBuffer();
    }
}
