// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.ResizableDevice;
import dev.tfskit.device.filter.DeviceSlice;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The last partition of a disk, whose size can be set. As with a file, a larger size becomes durable by {@link #force}:
 * it forces all bytes of the disk first, and then writes the entry of the partition table. So the entry never reaches
 * beyond the disk. Closing the partition closes the disk. Thread-safe.
 */
final class LastPartition implements ResizableDevice {

    private final ResizableDevice disk;
    private final Partition entry;
    private final long start;
    /** The size that the disk keeps, because it was longer than the partition from the start. */
    private final long leastDiskBytes;
    /** The size that the entry of the table has. */
    private long tableBytes;

    private volatile long bytes;

    /**
     * Creates the partition.
     *
     * @param disk the disk
     * @param entry the entry of the partition, which lies inside the disk and behind all others
     */
    LastPartition(ResizableDevice disk, Partition entry) throws IOException {
        this.disk = disk;
        this.entry = entry;
        this.start = entry.startBlock() * BLOCK_BYTES;
        this.tableBytes = entry.blocks() * BLOCK_BYTES;
        this.bytes = tableBytes;
        this.leastDiskBytes = disk.size() > start + bytes ? disk.size() : 0;
    }

    @Override
    public long size() {
        return bytes;
    }

    @Override
    public void read(long offset, ByteBuffer target) throws IOException {
        new DeviceSlice(disk, start, bytes).read(offset, target);
    }

    @Override
    public synchronized void write(long offset, ByteBuffer source) throws IOException {
        if (offset < 0) {
            throw new EOFException(this + " has no byte " + offset);
        }
        long end = Math.addExact(offset, source.remaining());
        if (end > bytes) {
            resize(Math.ceilDiv(end, BLOCK_BYTES) * BLOCK_BYTES);
        }
        disk.write(start + offset, source);
    }

    @Override
    public void zero(long offset, long count) throws IOException {
        new DeviceSlice(disk, start, bytes).zero(offset, count);
    }

    @Override
    public synchronized void resize(long wanted) throws IOException {
        if (wanted < BLOCK_BYTES || wanted % BLOCK_BYTES != 0) {
            throw new IllegalArgumentException("no size of a partition: " + wanted);
        }
        DiskLayout.checkRootBytes(disk.toString(), start, wanted);
        if (wanted < tableBytes) {
            writeEntry(wanted);
        }
        long end = Math.max(start + wanted, leastDiskBytes);
        if (disk.size() != end) {
            disk.resize(end);
        }
        bytes = wanted;
    }

    @Override
    public synchronized void force() throws IOException {
        disk.force();
        if (bytes > tableBytes) {
            writeEntry(bytes);
        }
    }

    /** Writes the one block with the table. */
    private void writeEntry(long wanted) throws IOException {
        ByteBuffer sector = ByteBuffer.allocate(BlockDevice.BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        disk.read(0, sector);
        PartitionTable.setLength(sector.clear(), entry, wanted / BLOCK_BYTES);
        disk.write(0, sector);
        disk.force();
        tableBytes = wanted;
    }

    @Override
    public boolean canGrow() {
        return disk.canGrow();
    }

    @Override
    public void close() throws IOException {
        disk.close();
    }

    @Override
    public String toString() {
        return "the volume at byte " + start + " of " + disk;
    }
}
