// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk;

import dev.tfskit.device.BlockDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The partition table in the boot sector of a disk (docs/format.md, section 5).
 *
 * @param partitions the used entries, in the order of the table
 */
record PartitionTable(List<Partition> partitions) {

    /** The table of an image without a boot sector. */
    static final PartitionTable EMPTY = new PartitionTable(List.of());

    /** The offset of the table in the boot sector, in bytes. */
    static final int TABLE_OFFSET = 446;

    private static final int ENTRY_BYTES = 16;
    private static final int ENTRIES = 4;
    private static final int TYPE = 4;
    private static final int LAST_ADDRESS = 5;
    private static final int START = 8;
    private static final int LENGTH = 12;
    private static final byte ACTIVE = (byte) 0x80;
    private static final short SIGNATURE = (short) 0xaa55;

    private static final int TRACK_BLOCKS = 63;
    private static final int HEADS = 255;
    private static final int LAST_CYLINDER = 1023;

    /** Returns the offset of an entry on the disk, in bytes. */
    static long offsetOf(int number) {
        return TABLE_OFFSET + (long) number * ENTRY_BYTES;
    }

    /** Reads the table; empty if the disk has no boot sector. */
    static Optional<PartitionTable> read(BlockDevice disk) throws IOException {
        if (disk.size() < BlockDevice.BLOCK_BYTES) {
            return Optional.empty();
        }
        ByteBuffer sector = ByteBuffer.allocate(BlockDevice.BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        disk.read(0, sector);
        if (!isBootSector(sector)) {
            return Optional.empty();
        }
        List<Partition> found = new ArrayList<>();
        for (int number = 0; number < ENTRIES; number++) {
            int entry = (int) offsetOf(number);
            long start = Integer.toUnsignedLong(sector.getInt(entry + START));
            long blocks = Integer.toUnsignedLong(sector.getInt(entry + LENGTH));
            if (start != 0 && blocks != 0) {
                found.add(new Partition(number, sector.get(entry + TYPE) & 0xff, start, blocks));
            }
        }
        return Optional.of(new PartitionTable(List.copyOf(found)));
    }

    /** Returns whether a block ends with the signature of a boot sector. */
    static boolean isBootSector(ByteBuffer sector) {
        return sector.duplicate().order(ByteOrder.LITTLE_ENDIAN).getShort(BlockDevice.BLOCK_BYTES - Short.BYTES)
                == SIGNATURE;
    }

    /** Ends a block with the signature of a boot sector. */
    static void sign(ByteBuffer sector) {
        sector.duplicate().order(ByteOrder.LITTLE_ENDIAN).putShort(BlockDevice.BLOCK_BYTES - Short.BYTES, SIGNATURE);
    }

    /**
     * Writes the table into a boot sector, replacing the one there. All partitions are marked active.
     *
     * @param sector the whole block; its position does not change
     */
    void writeTo(ByteBuffer sector) {
        ByteBuffer target = sector.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        target.put(TABLE_OFFSET, new byte[ENTRIES * ENTRY_BYTES]);
        for (Partition partition : partitions) {
            target.position((int) offsetOf(partition.number()));
            target.put(ACTIVE).put(cylinderHeadSector(partition.startBlock()));
            target.put(TYPE + (int) offsetOf(partition.number()), (byte) partition.type());
            target.putInt(START + (int) offsetOf(partition.number()), (int) partition.startBlock());
            setLength(target, partition, partition.blocks());
        }
    }

    /**
     * Sets the length of a partition in a boot sector. All other fields stay as they are.
     *
     * @param sector the whole block; its position does not change
     */
    static void setLength(ByteBuffer sector, Partition partition, long blocks) {
        int entry = (int) offsetOf(partition.number());
        ByteBuffer target = sector.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        target.put(entry + LAST_ADDRESS, cylinderHeadSector(partition.startBlock() + blocks - 1));
        target.putInt(entry + LENGTH, (int) blocks);
    }

    /**
     * Encodes a block number as cylinder, head and sector in the usual geometry of 255 heads and 63 sectors. A block
     * beyond cylinder 1023 becomes the last address of that cylinder. The upper two bits of the cylinder are stored
     * above the sector.
     */
    private static byte[] cylinderHeadSector(long block) {
        long cylinder = block / (HEADS * TRACK_BLOCKS);
        if (cylinder > LAST_CYLINDER) {
            return cylinderHeadSector((LAST_CYLINDER + 1) * HEADS * TRACK_BLOCKS - 1);
        }
        long head = block / TRACK_BLOCKS % HEADS;
        long sector = block % TRACK_BLOCKS + 1;
        return new byte[] {(byte) head, (byte) (cylinder >> 8 << 6 | sector), (byte) cylinder};
    }

    /** Returns the entry with a number, if it is in use. */
    Optional<Partition> partition(int number) {
        return partitions.stream().filter(p -> p.number() == number).findFirst();
    }

    /** Returns the partition of the root volume, if the table has one. */
    Optional<Partition> root() {
        return partition(bootNumber() + 1);
    }

    /** Returns the partition of the boot volume, if the table has one. */
    Optional<Partition> boot() {
        return partition(bootNumber());
    }

    /** Returns whether the disk has a GUID partition table, and this table only keeps older programs from writing. */
    boolean protectsGpt() {
        return partition(0).filter(p -> p.type() == Partition.GPT_PROTECTIVE).isPresent();
    }

    /** Returns the number of the boot volume: 0, or 1 behind an EFI system partition. */
    private int bootNumber() {
        return partition(0).filter(p -> p.type() == Partition.EFI_SYSTEM).isPresent() ? 1 : 0;
    }
}
