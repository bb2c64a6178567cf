// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.history;

import dev.tfskit.check.SampleVolume;
import dev.tfskit.codec.Dictionary;
import dev.tfskit.codec.Encoder;
import dev.tfskit.codec.Encoding;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.device.filter.TrackedDevice;
import dev.tfskit.log.Extension;
import dev.tfskit.log.LogWriter;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import java.io.IOException;
import java.util.Arrays;
import java.util.UUID;

/**
 * A volume, the second half of which is its log, whose records a test writes one by one. Its first record makes an
 * empty root directory.
 */
public final class WrittenLog {

    private final MemoryDevice device;
    private final LogWriter log;
    private final Encoder encoder;
    private final Tuple root = new Tuple();
    private long nextExtension;

    /** A volume of 2 MiB. */
    public WrittenLog() throws IOException {
        this(4096);
    }

    /** A volume of so many blocks. */
    WrittenLog(int blocks) throws IOException {
        device = new MemoryDevice(new byte[blocks * BlockDevice.BLOCK_BYTES]);
        nextExtension = blocks / 2;
        log = LogWriter.create(
                new TrackedDevice(device), new Identity(new UUID(1, 2), Label.of("test")), this::allocate);
        encoder = new Encoder(new Dictionary(), log);
        root.set(Attributes.CHILDREN, new Tuple());
        record(root, Attributes.CHILDREN);
    }

    private Extension allocate() {
        Extension extension = new Extension(nextExtension, Extension.NEXT_BLOCKS, Encoding.VERSION_5);
        nextExtension += Extension.NEXT_BLOCKS;
        return extension;
    }

    public MemoryDevice device() {
        return device;
    }

    public Tuple root() {
        return root;
    }

    /** The entries of the root. */
    Tuple entries() {
        return entries(root);
    }

    static Tuple entries(Tuple directory) {
        return directory.tuple(Attributes.CHILDREN).orElseThrow();
    }

    /** Writes a record with the present values of some attributes, or with their removal. */
    WrittenLog record(Tuple tuple, Symbol... names) throws IOException {
        encoder.encode(tuple, Arrays.asList(names));
        log.commit();
        return this;
    }

    /** Sets an attribute, in a record of its own. */
    public WrittenLog set(Tuple tuple, String name, Value value) throws IOException {
        tuple.set(Symbol.of(name), value);
        return record(tuple, Symbol.of(name));
    }

    /** Removes an attribute, in a record of its own. */
    WrittenLog remove(Tuple tuple, String name) throws IOException {
        tuple.remove(Symbol.of(name));
        return record(tuple, Symbol.of(name));
    }

    static Tuple file() {
        Tuple file = new Tuple();
        file.set(Attributes.EXTENTS, new Tuple());
        file.set(Attributes.FILE_LENGTH, Int.of(0));
        return file;
    }

    static Tuple directory() {
        Tuple directory = new Tuple();
        directory.set(Attributes.CHILDREN, new Tuple());
        return directory;
    }

    /** A file with its blocks. */
    static Tuple file(long start, long blocks) {
        Tuple file = file();
        extents(file).set(Symbol.of("0"), SampleVolume.extent(start, blocks, blocks));
        file.set(Attributes.FILE_LENGTH, Int.of(blocks * BlockDevice.BLOCK_BYTES));
        return file;
    }

    static Tuple extents(Tuple file) {
        return file.tuple(Attributes.EXTENTS).orElseThrow();
    }
}
