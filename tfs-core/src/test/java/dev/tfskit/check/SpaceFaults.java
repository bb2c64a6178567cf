// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import static dev.tfskit.check.DamagedVolume.after;
import static dev.tfskit.check.DamagedVolume.before;
import static dev.tfskit.check.SampleVolume.extent;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.schema.Attributes;
import dev.tfskit.value.Flag;
import dev.tfskit.value.Int;
import dev.tfskit.value.Text;
import dev.tfskit.value.Value;
import java.util.List;

/** Volumes with a fault in lengths, extents or the ownership of blocks. */
final class SpaceFaults {

    private static final Text TEXT = Text.of("x");

    private SpaceFaults() {}

    static List<DamagedVolume> all() {
        return List.of(
                length("a length of 2^63", Int.ofUnsigned(Long.MIN_VALUE)),
                length("a length below 0", Int.of(-1)),
                length("a length of other characters than digits", Text.of("12x")),
                length("a length of 2^63 in digits", Text.of("9223372036854775808")),
                length("a length of more than 64 bits in digits", Text.of("99999999999999999999999")),
                length("a length that is a flag", Flag.PRESENT),
                key("a key of other characters than digits", "x"),
                key("a key with a sign", "-1"),
                key("a key beyond any file", "18014398509481984"),
                before(
                        "extents at two keys that are no numbers",
                        s -> {
                            s.set(s.extents("/empty"), "x", extent(s.freeBlock(), 1, 1));
                            s.set(s.extents("/empty"), "y", extent(s.freeBlock() + 1, 1, 1));
                        },
                        "EXTENT_INVALID /empty in a record"),
                after(
                        "an extent that is a text",
                        s -> s.set(s.extents("/empty"), "0", TEXT),
                        "EXTENT_INVALID /empty in the change"),
                before(
                        "extents that are a text",
                        s -> s.set(s.inode("/empty"), Attributes.EXTENTS, TEXT),
                        "EXTENT_INVALID /empty in a record"),
                before(
                        "extents that are a file",
                        s -> s.set(s.inode("/empty"), Attributes.EXTENTS, s.inode("/docs/first")),
                        "EXTENT_INVALID /empty in a record"),
                before(
                        "extents that are a file, met before it",
                        s -> s.set(s.inode("/bin/server"), Attributes.EXTENTS, s.inode("/empty")),
                        "EXTENT_INVALID /bin/server in a record"),
                after(
                        "an extent that is a directory",
                        s -> s.set(s.extents("/empty"), "0", s.inode("/mnt")),
                        "EXTENT_INVALID /empty in the change"),
                after(
                        "an extent without an offset",
                        s -> s.remove(s.extent("/docs/parts", 0), Attributes.EXTENT_OFFSET),
                        "EXTENT_INVALID /docs/parts in the change"),
                after(
                        "an extent without a length",
                        s -> s.remove(s.extent("/docs/parts", 0), Attributes.EXTENT_LENGTH),
                        "EXTENT_INVALID /docs/parts in the change"),
                after(
                        "an extent that owns a text",
                        s -> s.set(s.extent("/docs/parts", 0), Attributes.EXTENT_ALLOCATED, TEXT),
                        "EXTENT_INVALID /docs/parts in the change"),
                after(
                        "an extent before the volume",
                        s -> s.set(s.extent("/docs/parts", 0), Attributes.EXTENT_OFFSET, Int.of(-1)),
                        "EXTENT_INVALID /docs/parts in the change"),
                after(
                        "an extent far outside",
                        s -> s.set(s.extent("/docs/parts", 16), Attributes.EXTENT_OFFSET, Int.of(1L << 40)),
                        "EXTENT_OUTSIDE /docs/parts in the change"),
                after(
                        "an extent at the last number",
                        s -> s.set(s.extent("/docs/parts", 16), Attributes.EXTENT_OFFSET, Int.of(Long.MAX_VALUE)),
                        "EXTENT_OUTSIDE /docs/parts in the change"),
                after(
                        "an extent across the end",
                        s -> s.set(s.extent("/docs/parts", 16), Attributes.EXTENT_OFFSET, Int.of(blocks(s) - 5)),
                        "EXTENT_OUTSIDE /docs/parts in the change"),
                after(
                        "an extent that owns more than there is",
                        s -> s.set(s.extent("/docs/parts", 16), Attributes.EXTENT_ALLOCATED, Int.of(Long.MAX_VALUE)),
                        "EXTENT_OUTSIDE /docs/parts in the change"),
                before(
                        "two extents at the same place outside",
                        s -> {
                            s.set(s.extent("/docs/parts", 0), Attributes.EXTENT_OFFSET, Int.of(1L << 40));
                            s.set(s.extent("/docs/parts", 16), Attributes.EXTENT_OFFSET, Int.of(1L << 40));
                        },
                        "EXTENT_OUTSIDE /docs/parts in a record",
                        "EXTENT_OUTSIDE /docs/parts in a record"),
                after(
                        "a volume that was cut",
                        s -> s.resize(s.start("/docs/first", 0) * BlockDevice.BLOCK_BYTES),
                        "VOLUME_CUT_SHORT /docs/first"),
                after(
                        "a volume that was cut inside an extent",
                        s -> s.resize((s.start("/docs/parts", 0) + 3) * BlockDevice.BLOCK_BYTES),
                        "VOLUME_CUT_SHORT /docs/parts"),
                after(
                        "a volume that was cut in its last extent",
                        s -> s.resize((s.start("/docs/parts", 32) + 1) * BlockDevice.BLOCK_BYTES),
                        "EXTENT_OUTSIDE /docs/parts in a record"),
                after(
                        "an uninitialised extent",
                        s -> s.set(s.extent("/docs/parts", 32), Attributes.EXTENT_UNINITIALISED, Flag.PRESENT),
                        "EXTENTS_UNINITIALISED"),
                after(
                        "half a block at the end",
                        s -> s.resize(blocks(s) * BlockDevice.BLOCK_BYTES + 100),
                        "SIZE_UNEVEN"),
                after(
                        "an extent that owns less than it covers",
                        s -> s.set(s.extent("/docs/parts", 0), Attributes.EXTENT_ALLOCATED, Int.of(7)),
                        "EXTENT_SHORT /docs/parts in the change"),
                after(
                        "an extent that covers more than it owns",
                        s -> s.set(s.extent("/bin/server", 0), Attributes.EXTENT_LENGTH, Int.of(4)),
                        "EXTENT_SHORT /bin/server in the change"),
                after(
                        "an extent that covers everything",
                        s -> s.set(s.extent("/bin/server", 0), Attributes.EXTENT_LENGTH, Int.of(Long.MAX_VALUE)),
                        "EXTENT_SHORT /bin/server in the change"),
                overlap("an extent inside another", "4", 2),
                overlap("an extent over the end of another", "7", 2),
                overlap("an extent at the same block under another key", "00", 1),
                overlap("an empty extent inside another", "3", 0),
                overlap("an extent over two others", "6", 28),
                after(
                        "an extent in the blocks of another file",
                        s -> s.set(
                                s.extent("/docs/first", 0),
                                Attributes.EXTENT_OFFSET,
                                Int.of(s.start("/bin/server", 0) + 1)),
                        "BLOCKS_SHARED /docs/first in the change"),
                after(
                        "an extent over the end of another file",
                        s -> s.set(
                                s.extent("/bin/server", 0),
                                Attributes.EXTENT_OFFSET,
                                Int.of(s.start("/docs/parts", 32) + 1)),
                        "BLOCKS_SHARED /bin/server in the change"),
                after(
                        "an extent that owns the blocks of three others",
                        s -> s.set(s.extent("/bin/server", 0), Attributes.EXTENT_ALLOCATED, Int.of(15)),
                        "BLOCKS_SHARED /bin/server in the change"),
                after(
                        "two extents of a file in the same blocks",
                        s -> s.set(
                                s.extent("/docs/parts", 32),
                                Attributes.EXTENT_OFFSET,
                                Int.of(s.start("/docs/parts", 0))),
                        "BLOCKS_SHARED /docs/parts in the change"),
                before(
                        "two files with the same extents",
                        s -> s.set(s.inode("/empty"), Attributes.EXTENTS, s.extents("/docs/parts")),
                        "BLOCKS_SHARED /empty in a record"),
                after(
                        "an extent of two files",
                        s -> s.set(s.extents("/empty"), "0", s.extent("/bin/server", 0)),
                        "BLOCKS_SHARED /empty in the change"),
                after(
                        "an extent in the log",
                        s -> s.set(s.extent("/docs/first", 0), Attributes.EXTENT_OFFSET, Int.of(100)),
                        "BLOCKS_OF_LOG /docs/first in the change"),
                after(
                        "an extent in block 0",
                        s -> s.set(s.extent("/docs/first", 0), Attributes.EXTENT_OFFSET, Int.of(0)),
                        "BLOCKS_OF_LOG /docs/first in the change"),
                after(
                        "an extent over the log, a gap and a file",
                        s -> s.set(s.extents("/empty"), "0", extent(1024, 2060, 2060)),
                        "BLOCKS_OF_LOG /empty in a record"));
    }

    private static DamagedVolume length(String name, Value length) {
        return after(
                name,
                s -> s.set(s.inode("/docs/parts"), Attributes.FILE_LENGTH, length),
                "LENGTH_INVALID /docs/parts in the change");
    }

    private static DamagedVolume key(String name, String key) {
        return after(
                name,
                s -> s.set(s.extents("/docs/parts"), key, extent(s.freeBlock(), 1, 1)),
                "EXTENT_INVALID /docs/parts in the change");
    }

    private static DamagedVolume overlap(String name, String key, long length) {
        return after(
                name,
                s -> s.set(s.extents("/docs/parts"), key, extent(s.freeBlock(), length, length)),
                "EXTENTS_OVERLAP /docs/parts in the change");
    }

    private static long blocks(SampleVolume sample) {
        return sample.device().size() / BlockDevice.BLOCK_BYTES;
    }
}
