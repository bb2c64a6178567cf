// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.volume.ModelContent;
import dev.tfskit.volume.ModelFile;
import dev.tfskit.volume.ModelNumbers;
import dev.tfskit.volume.SizeChange;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Steps on the contents of files: each draws its arguments, and does the same in a mount and in its model. */
final class MountedContentSteps {

    private static final int MOST_HANDLES = 6;
    private static final long FARTHEST = 1L << 62;

    private final MountedModel model;
    private final Random random;

    MountedContentSteps(MountedModel model, Random random) {
        this.model = model;
        this.random = random;
    }

    void open() throws IOException {
        if (model.hasNoFile()) {
            return;
        }
        MountedModel.Place place = model.anyFile(random);
        if (model.handles().size() == MOST_HANDLES) {
            close();
        }
        model.handles()
                .add(new MountedModel.Handle(
                        FileChannel.open(place.path(), StandardOpenOption.READ, StandardOpenOption.WRITE),
                        (ModelFile) place.inode()));
    }

    void close() throws IOException {
        if (!model.handles().isEmpty()) {
            model.handles()
                    .remove(random.nextInt(model.handles().size()))
                    .channel()
                    .close();
        }
    }

    private long position(ModelFile file) {
        return Math.clamp(ModelNumbers.position(random, file.content().length()), 0, FARTHEST);
    }

    private byte[] bytes() {
        byte[] bytes = new byte[ModelNumbers.bytes(random)];
        random.nextBytes(bytes);
        return bytes;
    }

    void write() throws IOException {
        if (model.handles().isEmpty()) {
            open();
            return;
        }
        MountedModel.Handle handle =
                model.handles().get(random.nextInt(model.handles().size()));
        byte[] bytes = bytes();
        long position = position(handle.file());
        model.same(
                "write " + bytes.length + " at " + position + " of "
                        + handle.file().content().length(),
                () -> handle.channel().write(ByteBuffer.wrap(bytes), position),
                now -> handle.file().write(position, bytes, bytes.length, now));
    }

    void append() throws IOException {
        if (model.hasNoFile()) {
            return;
        }
        MountedModel.Place place = model.anyFile(random);
        ModelFile file = (ModelFile) place.inode();
        byte[] bytes = bytes();
        model.same(
                "append " + bytes.length + " to " + place.path(),
                () -> {
                    try (FileChannel channel = FileChannel.open(place.path(), StandardOpenOption.APPEND)) {
                        channel.write(ByteBuffer.wrap(bytes));
                    }
                },
                now -> file.write(file.content().length(), bytes, bytes.length, now));
    }

    void truncate() throws IOException {
        if (model.hasNoFile()) {
            return;
        }
        MountedModel.Place place = model.anyFile(random);
        long length = position((ModelFile) place.inode());
        model.same(
                "truncate " + place.path() + " to " + length,
                () -> {
                    try (RandomAccessFile file =
                            new RandomAccessFile(place.path().toFile(), "rw")) {
                        file.setLength(length);
                    }
                },
                now -> ((ModelFile) place.inode()).truncate(length, now));
    }

    void allocate() throws IOException {
        if (model.hasNoFile()) {
            return;
        }
        MountedModel.Place place = model.anyFile(random);
        ModelFile file = (ModelFile) place.inode();
        SizeChange change = anySizeChange();
        long position = position(file);
        long count = range();
        model.same(
                "allocate " + count + " at " + position + " of " + place.path() + " " + change,
                () -> LinuxCalls.allocate(place.path(), mode(change), position, count),
                now -> file.allocate(position, count, change, now));
    }

    void zeroRange() throws IOException {
        if (model.hasNoFile()) {
            return;
        }
        MountedModel.Place place = model.anyFile(random);
        ModelFile file = (ModelFile) place.inode();
        SizeChange change = anySizeChange();
        long position = position(file);
        long count = range();
        model.same(
                "zero " + count + " at " + position + " of " + place.path() + " " + change,
                () -> LinuxCalls.allocate(
                        place.path(), LinuxCalls.FALLOC_FL_ZERO_RANGE | mode(change), position, count),
                now -> file.zeroRange(position, count, change, now));
    }

    void punchHole() throws IOException {
        if (model.hasNoFile()) {
            return;
        }
        MountedModel.Place place = model.anyFile(random);
        ModelFile file = (ModelFile) place.inode();
        long position = position(file);
        long count = range();
        model.same(
                "punch " + count + " at " + position + " of " + place.path(),
                () -> LinuxCalls.allocate(
                        place.path(),
                        LinuxCalls.FALLOC_FL_PUNCH_HOLE | LinuxCalls.FALLOC_FL_KEEP_SIZE,
                        position,
                        count),
                now -> file.punchHole(position, count, now));
    }

    private SizeChange anySizeChange() {
        return random.nextBoolean() ? SizeChange.GROW : SizeChange.KEEP;
    }

    private static int mode(SizeChange change) {
        return change == SizeChange.KEEP ? LinuxCalls.FALLOC_FL_KEEP_SIZE : 0;
    }

    /** Returns a number of bytes that the volume has room for; the kernel refuses an empty range. */
    private long range() {
        return Math.max(1, ModelNumbers.bytes(random));
    }

    /** Finds data and a hole. The model does not know which of the zeros are holes. */
    void seek() throws IOException {
        if (model.hasNoFile()) {
            return;
        }
        MountedModel.Place place = model.anyFile(random);
        ModelContent content = ((ModelFile) place.inode()).content();
        long length = content.length();
        long position = position((ModelFile) place.inode());
        String what = "seek from " + position + " in " + place.path() + " of " + length;
        long data = LinuxCalls.seek(place.path(), position, LinuxCalls.SEEK_DATA);
        assertTrue(data == -1 || data >= position && data < length, what);
        assertTrue(content.isZero(position, data == -1 ? length : data), what);
        long hole = LinuxCalls.seek(place.path(), position, LinuxCalls.SEEK_HOLE);
        assertEquals(position < length, hole != -1, what);
        if (hole != -1) {
            assertTrue(hole >= position && hole <= length, what);
            long end = LinuxCalls.seek(place.path(), hole, LinuxCalls.SEEK_DATA);
            assertTrue(content.isZero(hole, end == -1 ? length : end), what);
        }
    }

    /** Writes to memory that a file is mapped to. */
    void map() throws IOException {
        List<MountedModel.Handle> filled = model.handles().stream()
                .filter(handle -> handle.file().content().length() > 0)
                .toList();
        if (filled.isEmpty()) {
            return;
        }
        MountedModel.Handle handle = filled.get(random.nextInt(filled.size()));
        long position = random.nextLong(Math.min(handle.file().content().length(), 3 << 20));
        byte[] bytes = new byte
                [(int) Math.min(
                        1 + random.nextInt(20_000), handle.file().content().length() - position)];
        random.nextBytes(bytes);
        model.same(
                "map " + bytes.length + " at " + position,
                () -> {
                    try (Arena arena = Arena.ofConfined()) {
                        MemorySegment mapped =
                                handle.channel().map(FileChannel.MapMode.READ_WRITE, position, bytes.length, arena);
                        MemorySegment.copy(bytes, 0, mapped, ValueLayout.JAVA_BYTE, 0, bytes.length);
                        mapped.force();
                    }
                },
                now -> handle.file().write(position, bytes, bytes.length, now));
    }

    /** Copies a range from file to file; the JDK does so by {@code copy_file_range} where that works. */
    void copy() throws IOException {
        if (model.handles().isEmpty()) {
            return;
        }
        MountedModel.Handle source =
                model.handles().get(random.nextInt(model.handles().size()));
        MountedModel.Handle target =
                model.handles().get(random.nextInt(model.handles().size()));
        long position = Math.min(position(source.file()), 1 << 20);
        long newPosition = Math.min(position(target.file()), 1 << 20);
        byte[] bytes = source.file().content().read(position, ModelNumbers.bytes(random));
        if (source.file() == target.file()) {
            // Ranges of one file might overlap.
            return;
        }
        model.same(
                "copy " + bytes.length + " at " + position + " to " + newPosition,
                () -> assertEquals(
                        bytes.length,
                        source.channel()
                                .transferTo(
                                        position, bytes.length, target.channel().position(newPosition))),
                now -> target.file().write(newPosition, bytes, bytes.length, now));
    }

    void read() throws IOException {
        if (model.handles().isEmpty()) {
            return;
        }
        MountedModel.Handle handle =
                model.handles().get(random.nextInt(model.handles().size()));
        long position = position(handle.file());
        ByteBuffer found = ByteBuffer.allocate(ModelNumbers.bytes(random));
        int count = Math.max(0, handle.channel().read(found, position));
        assertArrayEquals(
                handle.file().content().read(position, found.capacity()),
                Arrays.copyOf(found.array(), count),
                () -> "read " + found.capacity() + " at " + position);
    }
}
