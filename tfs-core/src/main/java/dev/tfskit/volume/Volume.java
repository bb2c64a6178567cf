package dev.tfskit.volume;

import dev.tfskit.TfsFormatException;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.ResizableDevice;
import dev.tfskit.log.Extension;
import dev.tfskit.log.Identity;
import dev.tfskit.log.Replay;
import dev.tfskit.schema.Attributes;
import dev.tfskit.space.BlockRun;
import dev.tfskit.space.FreeSpace;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A TFS file system: a tree of inodes on a device. The tuples of the log are the truth; inodes are views of them.
 * A volume that was opened is read only, by as many threads as like. One that was created is filled by one thread, except
 * as {@link BulkWriter} says, and stands on the device after {@link #commit}.
 */
public final class Volume implements Closeable {

    private static final long MOST_BLOCKS = Long.MAX_VALUE / BlockDevice.BLOCK_BYTES;

    private final BlockDevice device;
    private final Identity identity;
    private final Tuple root;
    private final long blocks;
    private final List<Extension> openedLog;
    private final OptionalLong tornRecord;
    private final Optional<Batch> batch;

    private Volume(final BlockDevice device, final Identity identity, final Tuple root, final long blocks,
            final List<Extension> openedLog, final OptionalLong tornRecord, final Optional<Batch> batch) {
        this.device = device;
        this.identity = identity;
        this.root = root;
        this.blocks = blocks;
        this.openedLog = openedLog;
        this.tornRecord = tornRecord;
        this.batch = batch;
    }

    /**
     * Opens a volume for reading.
     *
     * @param device holds it, from its first byte; {@link #close} closes it
     * @throws TfsFormatException when its log is damaged
     * @throws IOException when the device cannot be read
     */
    public static Volume open(final BlockDevice device) throws IOException {
        return of(device, Replay.of(device));
    }

    /**
     * Opens a volume for reading as it was after one record of its log. Directories and attributes are exactly what they were; the
     * contents of files are what their blocks hold now, because a log does not say what was written over.
     *
     * @param device holds it, from its first byte; {@link #close} closes it
     * @param record the number of the record, from 0
     * @throws FileSystemException when the log has no such record
     * @throws TfsFormatException when the log is damaged before there; what comes behind is not looked at
     * @throws IOException when the device cannot be read
     */
    public static Volume openAt(final BlockDevice device, final long record) throws IOException {
        if (record < 0 || record == Long.MAX_VALUE) {
            throw new IllegalArgumentException("no number of a record: " + record);
        }
        final Replay replay = Replay.ofFirst(device, record + 1);
        if (replay.records() <= record) {
            throw new FileSystemException(device.toString(), null,
                    "there is no record " + record + "; the last one of the log is " + (replay.records() - 1));
        }
        return of(device, replay);
    }

    /**
     * Shows a volume as a replay of its log left it: perhaps not to its end, or not beyond some damage.
     *
     * @param device holds it, from its first byte; {@link #close} closes it
     * @throws TfsFormatException when the root is no directory
     * @throws IOException when the device does not tell its size
     */
    public static Volume of(final BlockDevice device, final Replay replay) throws IOException {
        final Tuple root = replay.root();
        if (!root.has(Attributes.CHILDREN)) {
            root.set(Attributes.CHILDREN, new Tuple());
        }
        if (root.tuple(Attributes.CHILDREN).isEmpty()) {
            throw new TfsFormatException("the root is no directory: its " + Attributes.CHILDREN + " are no tuple");
        }
        return new Volume(device, replay.identity(), root, device.size() / BlockDevice.BLOCK_BYTES,
                replay.extensions(), replay.torn(), Optional.empty());
    }

    /**
     * Begins an empty volume, which may use as many blocks as the device can be made to hold.
     *
     * @param device takes it, from its first byte; {@link #close} closes it
     * @param identity its label and UUID
     * @throws IOException when the device cannot be written
     */
    public static Volume create(final ResizableDevice device, final Identity identity) throws IOException {
        final Tuple root = new Tuple(4);
        root.set(Attributes.CHILDREN, new Tuple());
        final Batch batch = new Batch(device, identity, root, new FreeSpace(MOST_BLOCKS));
        return new Volume(device, identity, root, MOST_BLOCKS, List.of(), OptionalLong.empty(), Optional.of(batch));
    }

    /** The label and UUID. */
    public Identity identity() {
        return identity;
    }

    /** The root directory. Its tuple is also the configuration of the unikernel (docs/format.md, section 3.2). */
    public Directory root() {
        return new Directory(this, root);
    }

    /** The extensions of the log, in the order of the chain. */
    public List<Extension> logExtensions() {
        return batch.map(Batch::extensions).orElse(openedLog);
    }

    /**
     * Where a record stands, in bytes, that another tool began to write and never finished. It counts for nothing; what it
     * said is lost.
     */
    public OptionalLong tornRecord() {
        return tornRecord;
    }

    /** The device that holds the volume. */
    public BlockDevice device() {
        return device;
    }

    /** How many blocks the volume has or, while it is being created, may have. */
    public long blocks() {
        return blocks;
    }

    /** The block behind the last one that the volume uses or keeps free for its log; only of one that was created. */
    public long endOfUse() {
        return writing().endOfUse();
    }

    /** A writer for the contents of new files; only of a volume that was created. */
    public BulkWriter bulkWriter() {
        writing();
        return new BulkWriter(this);
    }

    /** Sets an attribute of the root that is no part of the tree, such as {@code program}. */
    public void setRootAttribute(final Symbol name, final Value value) {
        set(root, name, value);
    }

    /**
     * Makes all changes since the last commit durable, together (docs/format.md, section 8).
     *
     * @throws IOException when the device fails or has no room; the volume must not be used any further then
     */
    public void commit() throws IOException {
        writing().commit();
    }

    @Override
    public void close() throws IOException {
        device.close();
    }

    void set(final Tuple tuple, final Symbol name, final Value value) {
        final Batch changes = writing();
        tuple.set(name, value);
        changes.changed(tuple, name);
    }

    void remove(final Tuple tuple, final Symbol name) {
        final Batch changes = writing();
        tuple.remove(name);
        changes.changed(tuple, name);
    }

    BlockRun allocate(final long count) throws IOException {
        return writing().allocate(count);
    }

    private Batch writing() {
        return batch.orElseThrow(ReadOnlyFileSystemException::new);
    }
}
