// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import dev.tfskit.codec.Dictionary;
import dev.tfskit.codec.Encoder;
import dev.tfskit.codec.Encoding;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.device.filter.TrackedDevice;
import dev.tfskit.log.Extension;
import dev.tfskit.log.Frame;
import dev.tfskit.log.LogCursor;
import dev.tfskit.log.LogWriter;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.value.Flag;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.value.VectorValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * A small sound volume as tuples, with something of everything. Until it is written it can be changed to be whatever a
 * test needs; from then on each change is a record of its own.
 *
 * <pre>
 * /                     program, arguments, environment, mounts
 * |-- bin
 * |   `-- server        3 blocks; the program
 * |-- docs              an extended attribute
 * |   |-- first         1 block, two names, times
 * |   |-- second        the other name of first
 * |   `-- parts         extents at 0 (8 blocks), 16 (4 of 6 blocks) and 32 (2 blocks);
 * |   |                 extended attribute, permissions
 * |-- empty             no extents
 * |-- latest            a symbolic link to docs/parts
 * |-- mnt
 * |   `-- data          the mount point
 * `-- server.sock       a socket
 * </pre>
 */
public final class SampleVolume {

    /** The start of the data, behind the log and the space in which the log grows. */
    static final long DATA_START = 1 + 3L * Extension.NEXT_BLOCKS;

    private static final int BLOCK = BlockDevice.BLOCK_BYTES;
    private static final long BLOCKS = DATA_START + 64;

    private final MemoryDevice device = new MemoryDevice(new byte[(int) BLOCKS * BLOCK]);
    private final Random bytes = new Random(4711);
    private final Tuple root = new Tuple();
    private Label label = Label.of("sample");
    private LogWriter log;
    private Encoder encoder;
    private int extensions;
    private long records;
    private long nextBlock = DATA_START;

    /** A volume that is not written yet. */
    public SampleVolume() {
        Tuple bin = addDirectory(root, "bin");
        addExtent(addFile(bin, "server", 1400), 0, 3, 3);
        Tuple docs = addDirectory(root, "docs");
        docs.set(Symbol.of("user.origin"), Text.of("somewhere"));
        Tuple first = addFile(docs, "first", 512);
        addExtent(first, 0, 1, 1);
        first.set(Attributes.LINK_COUNT, Int.of(2));
        first.set(Attributes.MODIFIED, Int.ofUnsigned(7710901915657011696L));
        first.set(Attributes.ACCESSED, Int.ofUnsigned(7710901915657011696L));
        entries(docs).set(Symbol.of("second"), first);
        Tuple parts = addFile(docs, "parts", 40 * 512 + 17);
        addExtent(parts, 0, 8, 8);
        addExtent(parts, 16, 4, 6);
        addExtent(parts, 32, 2, 2);
        parts.set(Symbol.of("user.note"), Text.wrap(new byte[] {0, -1, 10}));
        parts.set(Attributes.PERMISSIONS, Text.of("0600 1000 1000"));
        addFile(root, "empty", 0);
        add(root, "latest", Attributes.LINK_TARGET, Text.of("docs/parts"));
        addDirectory(addDirectory(root, "mnt"), "data");
        add(root, "server.sock", Attributes.SOCKET, Flag.PRESENT);
        root.set(Symbol.of("program"), Text.of("/bin/server"));
        root.set(Symbol.of("arguments"), VectorValue.of(List.of(Text.of("server"), Text.of("-v"))));
        root.set(Symbol.of("environment"), tuple("HOME", Text.of("/")));
        root.set(Symbol.of("mounts"), tuple("data", Text.of("/mnt/data:ro")));
    }

    /** A volume that is written. */
    public static SampleVolume written() {
        SampleVolume sample = new SampleVolume();
        sample.write();
        return sample;
    }

    /** A tuple with one attribute. */
    public static Tuple tuple(String name, Value value) {
        Tuple tuple = new Tuple();
        tuple.set(Symbol.of(name), value);
        return tuple;
    }

    private Tuple add(Tuple directory, String name, Symbol attribute, Value value) {
        Tuple inode = new Tuple();
        inode.set(attribute, value);
        if (!directory.has(Attributes.CHILDREN)) {
            directory.set(Attributes.CHILDREN, new Tuple());
        }
        entries(directory).set(Symbol.of(name), inode);
        return inode;
    }

    private Tuple addDirectory(Tuple directory, String name) {
        return add(directory, name, Attributes.CHILDREN, new Tuple());
    }

    Tuple addFile(Tuple directory, String name, long length) {
        Tuple file = add(directory, name, Attributes.EXTENTS, new Tuple());
        file.set(Attributes.FILE_LENGTH, Int.of(length));
        return file;
    }

    /** Gives a file blocks without another owner, with bytes in them. */
    Tuple addExtent(Tuple file, long fileBlock, long length, long allocated) {
        Tuple extent = extent(nextBlock, length, allocated);
        byte[] content = new byte[(int) allocated * BLOCK];
        bytes.nextBytes(content);
        put(nextBlock * BLOCK, content);
        nextBlock += allocated;
        file.tuple(Attributes.EXTENTS).orElseThrow().set(Symbol.of(Long.toString(fileBlock)), extent);
        return extent;
    }

    /** Returns an extent as the log has it. */
    public static Tuple extent(long start, long length, long allocated) {
        Tuple extent = new Tuple();
        extent.set(Attributes.EXTENT_OFFSET, Int.of(start));
        extent.set(Attributes.EXTENT_LENGTH, Int.of(length));
        extent.set(Attributes.EXTENT_ALLOCATED, Int.of(allocated));
        return extent;
    }

    /** The root, as it was written or will be. */
    public Tuple root() {
        return root;
    }

    static Tuple entries(Tuple directory) {
        return directory.tuple(Attributes.CHILDREN).orElseThrow();
    }

    /** The entries of a directory. */
    public Tuple entries(String path) {
        return entries(inode(path));
    }

    /** The tuple at a path. */
    public Tuple inode(String path) {
        Tuple at = root;
        for (String name : path.substring(1).split("/")) {
            at = name.isEmpty() ? at : entries(at).tuple(Symbol.of(name)).orElseThrow();
        }
        return at;
    }

    Tuple extents(String path) {
        return inode(path).tuple(Attributes.EXTENTS).orElseThrow();
    }

    /** An extent of a file. */
    public Tuple extent(String path, int fileBlock) {
        return extents(path).tuple(Symbol.of(Integer.toString(fileBlock))).orElseThrow();
    }

    /** The first block of an extent. */
    public long start(String path, int fileBlock) {
        return Values.size(extent(path, fileBlock), Attributes.EXTENT_OFFSET).orElseThrow();
    }

    /** A block without an owner. */
    long freeBlock() {
        return nextBlock;
    }

    /** Sets the label, whatever its length. */
    public void label(String name) {
        label = new Label(Text.of(name));
    }

    /** Writes the volume, one record for the root with what fits in, and some for the rest. */
    public void write() {
        try {
            log = LogWriter.create(
                    new TrackedDevice(device),
                    new Identity(new UUID(1, 2), label),
                    () -> new Extension(
                            1L + Extension.NEXT_BLOCKS * extensions++, Extension.NEXT_BLOCKS, Encoding.VERSION_5));
            encoder = new Encoder(new Dictionary(), record -> {
                records++;
                log.accept(record);
            });
            encoder.encode(
                    root, root.sorted().stream().map(Tuple.Attribute::name).toList());
            log.commit();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isWritten() {
        return log != null;
    }

    /** How many records the log has. */
    public long records() {
        return records;
    }

    /** Sets an attribute; in a record of its own once the volume is written. */
    public void set(Tuple tuple, Symbol name, Value value) {
        tuple.set(name, value);
        if (isWritten()) {
            encode(tuple, name);
        }
    }

    /** Sets an attribute; in a record of its own once the volume is written. */
    public void set(Tuple tuple, String name, Value value) {
        set(tuple, Symbol.of(name), value);
    }

    /** Removes an attribute, as {@link #set} sets it. */
    void remove(Tuple tuple, Symbol name) {
        tuple.remove(name);
        if (isWritten()) {
            encode(tuple, name);
        }
    }

    /** Changes several inodes and extents without doing any harm, in records of their own. */
    void touch() {
        for (String path : List.of("/docs/first", "/docs/parts", "/bin/server", "/empty", "/latest")) {
            set(inode(path), Attributes.ACCESSED, Int.of(5));
        }
        Tuple extent = extent("/docs/first", 0);
        encode(extent, Attributes.EXTENT_LENGTH);
    }

    /** Writes a tuple in a record of its own, as the root is. */
    void record(Tuple tuple) {
        tuple.sorted().stream().findFirst().ifPresent(attribute -> encode(tuple, attribute.name()));
    }

    private void encode(Tuple tuple, Symbol name) {
        try {
            encoder.encode(tuple, List.of(name));
            log.commit();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Overwrites bytes of the device. */
    public void put(long offset, byte... content) {
        try {
            device.write(offset, ByteBuffer.wrap(content));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Changes the size of the volume. */
    void resize(long size) {
        try {
            device.resize(size);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the offset of the tag of a record. */
    long offsetOf(long record) {
        return frames().stream()
                .filter(Frame.Record.class::isInstance)
                .map(frame -> ((Frame.Record) frame).offset())
                .skip(record)
                .findFirst()
                .orElseThrow();
    }

    /** Where the log ends. */
    public long endOfLog() {
        return ((Frame.End) frames().getLast()).offset();
    }

    private List<Frame> frames() {
        try {
            List<Frame> frames = new ArrayList<>();
            for (LogCursor cursor = new LogCursor(device); cursor.hasNext(); ) {
                frames.add(cursor.next());
            }
            return frames;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The device that holds the volume. */
    public MemoryDevice device() {
        return device;
    }
}
