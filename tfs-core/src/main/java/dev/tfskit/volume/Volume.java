package dev.tfskit.volume;

import dev.tfskit.NoSpaceException;
import dev.tfskit.TfsFormatException;
import dev.tfskit.codec.Dictionary;
import dev.tfskit.codec.Weight;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.ResizableDevice;
import dev.tfskit.device.TrackedDevice;
import dev.tfskit.log.Extension;
import dev.tfskit.log.Identity;
import dev.tfskit.log.LogWriter;
import dev.tfskit.log.Replay;
import dev.tfskit.schema.Attributes;
import dev.tfskit.space.BlockPool;
import dev.tfskit.space.BlockRun;
import dev.tfskit.space.FreeSpace;
import dev.tfskit.space.Growth;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.ReadOnlyFileSystemException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A TFS file system: a tree of inodes on a device. The tuples of the log are the truth; inodes are views of them.
 * A volume that was opened by {@link #open} is read only; one that was opened by {@link #openForWriting} or made by {@link #format} can
 * be changed, and what was changed is durable after {@link #commit}; both by as many threads as like. One that was begun by
 * {@link #create} is filled by one thread, except as {@link BulkWriter} says, and stands on the device after {@link #commit}.
 */
public final class Volume implements Closeable {

    private static final long MOST_BLOCKS = Long.MAX_VALUE / BlockDevice.BLOCK_BYTES;
    private static final long FREE_FOR_LOG_BLOCKS = 2L * Extension.NEXT_BLOCKS;
    private static final long FIRST_DATA_BLOCK = Extension.FIRST_BLOCKS + Extension.NEXT_BLOCKS + FREE_FOR_LOG_BLOCKS;

    private final BlockDevice device;
    private final Identity identity;
    private final Tuple root;
    private final long blocks;
    private final List<Extension> openedLog;
    private final OptionalLong tornRecord;
    private final Optional<LiveState> live;
    private final InodeTable inodes;
    /** Of a volume that does not change, once somebody has asked. */
    private volatile Optional<Statistics> counted = Optional.empty();

    private Volume(final BlockDevice device, final Identity identity, final Tuple root, final long blocks,
            final List<Extension> openedLog, final OptionalLong tornRecord, final Optional<LiveState> live) {
        this.device = device;
        this.identity = identity;
        this.root = root;
        this.blocks = blocks;
        this.openedLog = openedLog;
        this.tornRecord = tornRecord;
        this.live = live;
        this.inodes = live.map(LiveState::inodes).orElseGet(() -> new InodeTable(root));
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
        return new Volume(device, replay.identity(), rootOf(replay), device.size() / BlockDevice.BLOCK_BYTES,
                replay.extensions(), replay.torn(), Optional.empty());
    }

    private static Tuple rootOf(final Replay replay) throws TfsFormatException {
        final Tuple root = replay.root();
        if (!root.has(Attributes.CHILDREN)) {
            root.set(Attributes.CHILDREN, new Tuple());
        }
        if (root.tuple(Attributes.CHILDREN).isEmpty()) {
            throw new TfsFormatException("the root is no directory: its " + Attributes.CHILDREN + " are no tuple");
        }
        return root;
    }

    /**
     * Opens a volume that is to be changed. Nothing is written before something is changed, and then nothing that was there is lost
     * before the next {@link #commit}. A device that can be resized grows when the log finds no room in it.
     *
     * @param device holds the volume, from its first byte, and nobody else writes to it; {@link #close} closes it
     * @param clock tells the times of changes
     * @throws TfsFormatException when the log or the tree is damaged, or two own the same blocks
     * @throws IOException when the device cannot be read
     */
    public static Volume openForWriting(final BlockDevice device, final InstantSource clock) throws IOException {
        final Replay replay = Replay.of(device);
        final Tuple root = rootOf(replay);
        final long blocks = device.size() / BlockDevice.BLOCK_BYTES;
        final Inventory inventory = Inventory.of(root, replay.extensions(), blocks);
        inventory.removeDots();
        final TrackedDevice tracked = new TrackedDevice(device);
        final Growth growth = device instanceof ResizableDevice resizable ? new DeviceGrowth(resizable, tracked) : Growth.NONE;
        final BlockPool pool = new BlockPool(blocks, inventory.space(), growth, Extension.NEXT_BLOCKS);
        final ScarceLogRoom room = new ScarceLogRoom(pool, device.toString());
        room.keepRuns(replay.extensions().size());
        final LogWriter log = LogWriter.append(tracked, replay, room);
        final LiveState live = LiveState.of(tracked, new LiveState.Start(replay.identity(), root, pool, room, log, replay.dictionary(),
                replay.settings(), Optional.of(clock), inventory));
        final Volume volume = new Volume(tracked, replay.identity(), root, blocks, replay.extensions(), replay.torn(), Optional.of(live));
        volume.correct(inventory.wrongLinkCounts());
        return volume;
    }

    private void correct(final Map<Tuple, Long> linkCounts) throws IOException {
        for (final Map.Entry<Tuple, Long> each : linkCounts.entrySet()) {
            change(Weight.RECORD_BYTES, LogUse.REMOVING, mutations ->
                    mutations.set(each.getKey(), Attributes.LINK_COUNT, Int.of(each.getValue())));
        }
    }

    /**
     * Begins an empty volume, which may use as many blocks as the device can be made to hold. It keeps no times of changes.
     *
     * @param device takes it, from its first byte; {@link #close} closes it
     * @param identity its label and UUID
     * @throws IOException when the device cannot be written
     */
    public static Volume create(final ResizableDevice device, final Identity identity) throws IOException {
        return create(device, identity, MOST_BLOCKS * BlockDevice.BLOCK_BYTES);
    }

    /**
     * Begins an empty volume that is to fit into so many bytes, as {@link #create(ResizableDevice, Identity)} does.
     *
     * @param bytes which the device has, or can be made to hold
     * @throws NoSpaceException when these are too few for a volume
     * @throws IOException when the device cannot be written
     */
    public static Volume create(final BlockDevice device, final Identity identity, final long bytes) throws IOException {
        return begin(device, identity, enoughBlocks(device, bytes), Optional.empty());
    }

    /**
     * Makes an empty volume of the size that the device has. It is there when this returns.
     *
     * @param device takes it, from its first byte, and nobody else writes to it; {@link #close} closes it
     * @param identity its label and UUID
     * @param clock tells the times of changes
     * @throws NoSpaceException when the device is too small
     * @throws IOException when the device cannot be written
     */
    public static Volume format(final BlockDevice device, final Identity identity, final InstantSource clock) throws IOException {
        final Volume volume = begin(device, identity, enoughBlocks(device, device.size()), Optional.of(clock));
        volume.commit();
        return volume;
    }

    private static long enoughBlocks(final BlockDevice device, final long bytes) throws NoSpaceException {
        final long blocks = bytes / BlockDevice.BLOCK_BYTES;
        if (blocks < FIRST_DATA_BLOCK) {
            throw new NoSpaceException(device.toString(), "a volume needs at least " + FIRST_DATA_BLOCK + " blocks, and this has " + blocks);
        }
        return blocks;
    }

    /**
     * The log begins where the C tools put it, and the same blocks behind it stay free for the log to grow, because a kernel
     * that finds no such runs cannot write (docs/format.md, sections 2.1 and 5).
     */
    private static Volume begin(final BlockDevice device, final Identity identity, final long blocks, final Optional<InstantSource> clock)
            throws IOException {
        final Tuple root = new Tuple(4);
        root.set(Attributes.CHILDREN, new Tuple());
        final FreeSpace space = new FreeSpace(blocks);
        space.claim(new BlockRun(0, Extension.FIRST_BLOCKS));
        final TrackedDevice tracked = new TrackedDevice(device);
        final BlockPool pool = new BlockPool(blocks, space, Growth.NONE, Extension.NEXT_BLOCKS);
        final LogRoom room = clock.isEmpty() ? new EndlessLogRoom(pool, device.toString()) : new ScarceLogRoom(pool, device.toString());
        final LogWriter log = LogWriter.create(tracked, identity, room);
        if (clock.isEmpty()) {
            space.claim(new BlockRun(Extension.FIRST_BLOCKS + Extension.NEXT_BLOCKS, FREE_FOR_LOG_BLOCKS));
        } else {
            pool.keepLogRuns((int) (FREE_FOR_LOG_BLOCKS / Extension.NEXT_BLOCKS));
        }
        final LiveState live = LiveState.of(tracked, new LiveState.Start(identity, root, pool, room, log, new Dictionary(), 0, clock,
                Inventory.ofNothing()));
        return new Volume(tracked, identity, root, blocks, List.of(), OptionalLong.empty(), Optional.of(live));
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
        return live.map(state -> state.committer().extensions()).orElse(openedLog);
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
        return live.map(state -> state.mutations().pool().blocks()).orElse(blocks);
    }

    /** The block behind the last one that the volume uses or keeps free for its log; only of one that was created. */
    public long endOfUse() {
        return writing().mutations().pool().endOfUse();
    }

    /** Whether the volume can be changed; it may have failed meanwhile. */
    public boolean isWritable() {
        return live.isPresent();
    }

    /**
     * Blocks and inodes, as {@code statfs} tells them.
     *
     * @throws TfsFormatException when the tree is malformed
     */
    public Statistics statistics() throws TfsFormatException {
        if (live.isEmpty()) {
            if (counted.isEmpty()) {
                final Inventory inventory = Inventory.of(root, openedLog, blocks);
                counted = Optional.of(new Statistics(blocks, inventory.space().freeBlocks(), inventory.inodes()));
            }
            return counted.get();
        }
        final LiveState state = live.get();
        return look(() -> new Statistics(blocks(), state.mutations().pool().freeBlocks(), state.inodeCount().get()));
    }

    /**
     * How full a volume is.
     *
     * @param blocks how many it has
     * @param freeBlocks how many files can still take, at once or after a commit; without those that are kept for the log
     * @param inodes how many there are, the root included
     */
    public record Statistics(long blocks, long freeBlocks, long inodes) {}

    /** A writer for the contents of new files; only of a volume that was created. */
    public BulkWriter bulkWriter() {
        checkIsBeingBuilt();
        return new BulkWriter(this);
    }

    /** What fills a new volume fast knows nothing of files that are open. */
    void checkIsBeingBuilt() {
        if (writing().mutations().now().isPresent()) {
            throw new IllegalStateException("only for a volume that was begun by create");
        }
    }

    /** Sets an attribute of the root that is no part of the tree, such as {@code program}. */
    public void setRootAttribute(final Symbol name, final Value value) throws IOException {
        final Value own = look(() -> LogNumbers.without(value));
        change(Weight.RECORD_BYTES + Weight.of(name, own).bytes(), LogUse.ADDING, mutations -> mutations.set(root, name, own));
    }

    /**
     * Makes all changes since the last commit durable, together (docs/format.md, section 8). Where it pays, the log is
     * then written anew (section 9), while others go on.
     *
     * @throws IOException when the device fails; nothing can be changed any more then, and what was durable stays
     */
    public void commit() throws IOException {
        writing().committer().commit();
        compactIfWorthwhile();
    }

    /** Writes the log anew, when enough of it counts no longer. */
    void compactIfWorthwhile() throws IOException {
        final LiveState state = writing();
        if (state.committer().isWorthCompacting(state.mutations().look(state.mutations()::liveSettings))) {
            state.committer().compact();
        }
    }

    /**
     * Writes the log anew, without what later records have replaced (docs/format.md, section 9), and makes all changes durable.
     *
     * @return false when there is no room for it, or another thread is doing it; nothing is lost then
     * @throws IOException when the device fails; nothing can be changed any more then, and what was durable stays
     */
    public boolean compact() throws IOException {
        return writing().committer().compact();
    }

    /** Whether anything was changed or written that is not durable yet. */
    public boolean hasChanges() {
        return live.isPresent() && live.get().committer().hasChanges();
    }

    /**
     * Closes the device. The changes of a volume that was opened for writing, or formatted, are made durable before; one that was
     * created must be committed.
     */
    @Override
    public void close() throws IOException {
        try (device) {
            if (live.isPresent() && live.get().mutations().now().isPresent()) {
                live.get().committer().close();
            }
        }
    }

    /** A look at tuples that may fail. */
    @FunctionalInterface
    interface Look<T, E extends Exception> {
        T at() throws E;
    }

    /** Looks at tuples while nobody changes them. */
    <T, E extends Exception> T look(final Look<T, E> look) throws E {
        return live.isPresent() ? live.get().mutations().look(look) : look.at();
    }

    /** A change of tuples. It checks everything before it changes anything. */
    @FunctionalInterface
    interface Change {
        void make(Mutations mutations) throws IOException;
    }

    /** Changes tuples; at most so many bytes will be added to the log. */
    void change(final long bytes, final LogUse use, final Change change) throws IOException {
        final Mutations mutations = writing().mutations();
        mutations.change(bytes, use, () -> {
            change.make(mutations);
            return true;
        });
    }

    BlockRun allocate(final long count) throws IOException {
        return writing().mutations().pool().allocate(count).orElseThrow(() -> new NoSpaceException(device.toString(),
                "no room for " + count * BlockDevice.BLOCK_BYTES + " bytes; a larger image is needed"));
    }

    OpenFile openFile(final RegularFile file) throws IOException {
        return live.isPresent() ? new OpenFile(file, live.get().open(file)) : new OpenFile(file, file.content());
    }

    void closeFile(final FileBody body) {
        writing().close(body);
    }

    InodeTable inodes() {
        return inodes;
    }

    LiveState writing() {
        return live.orElseThrow(ReadOnlyFileSystemException::new);
    }
}
