// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.compare;

import dev.tfskit.check.Checks;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.io.ByteRange;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.volume.BulkWriter;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.Volume;
import dev.tfskit.volume.VolumeBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** A volume in memory that a test fills, and then opens as a reader does. */
public final class BuiltVolume {

    private final MemoryDevice device = new MemoryDevice();
    private final VolumeBuilder volume;

    /** An empty volume. */
    public BuiltVolume() throws IOException {
        volume = Volume.create(device, new Identity(new UUID(1, 2), Label.of("test")));
    }

    /** The volume while it is filled. */
    public VolumeBuilder volume() {
        return volume;
    }

    /** Its root. */
    public Directory root() {
        return volume.root();
    }

    /** The symbol of a name. */
    public static Symbol name(String name) {
        return Symbol.of(name);
    }

    /** Makes a file with these bytes in a directory. */
    public RegularFile file(Directory directory, String name, byte[] content) throws IOException {
        RegularFile file = directory.createFile(name(name));
        write(file, 0, content);
        setLength(file, content.length);
        return file;
    }

    /** Makes a file with this text in the root. */
    public RegularFile file(String name, String content) throws IOException {
        return file(root(), name, Text.of(content).toByteArray());
    }

    /** Sets the length of a file, whatever blocks it has. */
    public void setLength(RegularFile file, long bytes) throws IOException {
        volume.setLength(file, bytes);
    }

    /** Writes where nothing is yet. */
    public void write(RegularFile file, long fileBlock, byte[] content) throws IOException {
        int blocks = Math.ceilDiv(content.length, BlockDevice.BLOCK_BYTES);
        if (blocks > 0) {
            BulkWriter writer = volume.bulkWriter();
            List<ByteRange> ranges = writer.allocate(List.of(new BulkWriter.Piece(file, fileBlock, blocks)));
            writer.write(ranges, ByteBuffer.wrap(Arrays.copyOf(content, blocks * BlockDevice.BLOCK_BYTES)));
        }
    }

    /** Commits, checks, and makes the device as large as it has to be. */
    public BlockDevice commit() throws IOException {
        Checks.assertCommitsSound(volume, device);
        return new MemoryDevice(device.toByteArray());
    }

    /** Commits, and opens what is there then. */
    public Volume open() throws IOException {
        return Volume.open(commit());
    }
}
