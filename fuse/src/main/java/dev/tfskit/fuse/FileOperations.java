// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.volume.Directory;
import dev.tfskit.volume.OpenFile;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.SizeChange;
import dev.tfskit.volume.SyncScope;
import dev.tfskit.volume.WritableVolume;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;
import jnr.constants.platform.Errno;

/** Answers the requests about open files. Thread-safe. */
final class FileOperations {

    /** Modes of {@code fallocate}. */
    private static final int KEEP_SIZE = 0x01;

    private static final int PUNCH_HOLE = 0x02;
    private static final int ZERO_RANGE = 0x10;
    /** The kinds of {@code lseek} that reach a file system; the kernel does the others itself. */
    private static final int SEEK_DATA = 3;

    private static final int SEEK_HOLE = 4;

    private final MountContext mounted;
    private final NameOperations names;
    private final PrivilegeRemoval privileges;
    private final PageFlusher flusher;
    private final StaleBlocks staleBlocks;
    private final AttributeNotices attributeNotices;
    private final OpenForWriting writers;
    private final FileInfo fileInfo;
    private final KernelVersion kernel = KernelVersion.here();
    private final LongAdder collectedWrites = new LongAdder();
    private final RangeCopy copy = new RangeCopy();
    private final Handles<OpenFile> handles = new Handles<>();

    FileOperations(
            MountContext mounted,
            NameOperations names,
            PrivilegeRemoval privileges,
            PageFlusher flusher,
            StaleBlocks staleBlocks,
            AttributeNotices attributeNotices) {
        this.mounted = mounted;
        this.names = names;
        this.privileges = privileges;
        this.flusher = flusher;
        this.staleBlocks = staleBlocks;
        this.attributeNotices = attributeNotices;
        this.writers = mounted.writers();
        this.fileInfo = mounted.replies().fileInfo();
    }

    void register(OperationTable table) {
        table.set(
                OperationTable.Operation.OPEN,
                (request, number, info) -> mounted.answer(request, () -> open(request, number, info)));
        table.set(
                OperationTable.Operation.CREATE,
                (request, parent, name, mode, info) ->
                        mounted.answer(request, () -> create(request, parent, name, (int) mode, info)));
        table.set(
                OperationTable.Operation.TMPFILE,
                (request, parent, mode, info) ->
                        mounted.answer(request, () -> createUnnamed(request, parent, (int) mode, info)));
        table.set(
                OperationTable.Operation.READ,
                (request, _, size, offset, info) -> mounted.answer(request, () -> read(request, size, offset, info)));
        table.set(
                OperationTable.Operation.WRITE,
                (request, number, bytes, size, offset, info) -> mounted.answer(
                        request,
                        () -> write(request, number, NativeMemory.buffer(bytes, (int) size), offset, info),
                        error -> noteLoss(number, error, info)));
        // FLUSH is not in the table: no operation waits for the close of a file. Without an operation, the kernel sends
        // the request only once.
        table.set(
                OperationTable.Operation.RELEASE,
                (request, number, info) -> mounted.answer(request, () -> release(request, number, info)));
        table.set(
                OperationTable.Operation.FSYNC,
                (request, number, dataOnly, info) -> mounted.answer(request, () -> {
                    staleBlocks.forget(number);
                    if (mounted.volume() instanceof WritableVolume) {
                        handles.get(fileInfo.handle(info)).sync((int) dataOnly != 0 ? SyncScope.DATA : SyncScope.ALL);
                    }
                    mounted.replies().success(request);
                }));
        table.set(
                OperationTable.Operation.FALLOCATE,
                (request, number, mode, offset, length, info) -> mounted.answer(request, () -> {
                    privileges.onChange(request, number);
                    allocate(handles.get(fileInfo.handle(info)), (int) mode, offset, length);
                    mounted.replies().success(request);
                }));
        registerRanges(table);
    }

    /** Registers the operations on ranges of a file, of which libfuse 2.9 knows only IOCTL. */
    private void registerRanges(OperationTable table) {
        table.set(
                OperationTable.Operation.LSEEK,
                (request, number, offset, whence, info) ->
                        mounted.answer(request, () -> seek(request, number, offset, (int) whence, info)));
        table.set(
                OperationTable.Operation.COPY_FILE_RANGE,
                (request, _, from, source, number, to, target, length, _) -> mounted.answer(request, () -> {
                    privileges.onChange(request, number);
                    mounted.replies().written(request, copy.copy(get(source), from, get(target), to, length));
                }));
        table.set(
                OperationTable.Operation.IOCTL,
                (request, _, _, _, _, _, _, _, _) -> mounted.answer(request, () -> {
                    throw new ErrnoException(Errno.ENOTTY);
                }));
    }

    /**
     * Returns how often the kernel has passed on bytes of {@code write} calls that it had collected, or of mappings.
     */
    long collectedWrites() {
        return collectedWrites.sum();
    }

    /**
     * Throws if the kernel asks before it collects more bytes of a file whose last ones were lost. It asks with a
     * handle also before some reads and seeks, so this regards only handles that can write.
     *
     * @param info the open file of the request; 0 when it has none, as that of a {@code stat}
     */
    void checkLostWrites(long number, long info) throws IOException {
        if (info != 0 && writers.contains(number, fileInfo.handle(info))) {
            mounted.lostWrites().report(number);
        }
    }

    /** Returns the open file of a handle. */
    OpenFile get(long info) {
        return handles.get(fileInfo.handle(info));
    }

    private void open(long request, long number, long info) throws IOException {
        OpenFile open = mounted.file(number).open();
        mounted.nameless().noteOpened(number);
        long handle = handles.add(open);
        fileInfo.setHandle(info, handle);
        fileInfo.keepCache(info);
        writers.opened(number, handle, fileInfo.flags(info));
        if (mounted.showsOneBlock(open.file())) {
            // The kernel has cached that the file has no block; from now on it shows one.
            staleBlocks.add(number);
            staleBlocks.forget(number);
        }
        if (!mounted.replies().opened(request, info)) {
            closed(number, handle);
            mounted.logOnly(() -> mounted.close(handles.remove(handle)));
        }
    }

    private void create(long request, long parent, long name, int mode, long info) throws IOException {
        Directory directory = mounted.directory(parent);
        RegularFile file = directory.createFile(NameOperations.name(name), names.permissions(request, directory, mode));
        replyCreated(request, file, file.open(), info);
    }

    private void createUnnamed(long request, long parent, int mode, long info) throws IOException {
        Directory directory = mounted.directory(parent);
        OpenFile open = directory.createUnnamedFile(names.permissions(request, directory, mode));
        RegularFile file = open.file();
        mounted.nameless().keep(file.sessionNumber(), file.open());
        replyCreated(request, file, open, info);
    }

    private void replyCreated(long request, RegularFile file, OpenFile open, long info) throws IOException {
        long handle = handles.add(open);
        mounted.nodes().remember(file);
        fileInfo.setHandle(info, handle);
        fileInfo.keepCache(info);
        long number = file.sessionNumber();
        writers.opened(number, handle, fileInfo.flags(info));
        FileStatus status = mounted.status(file);
        if (!mounted.replies().created(request, status, info)) {
            closed(number, handle);
            mounted.forget(number, 1);
            mounted.logOnly(() -> mounted.close(handles.remove(handle)));
        }
    }

    private void release(long request, long number, long info) throws IOException {
        long handle = fileInfo.handle(info);
        OpenFile open = handles.remove(handle);
        try (Closeable _ = () -> mounted.close(open)) {
            boolean showedOneBlock;
            try {
                showedOneBlock = mounted.showsOneBlock(open.file());
            } finally {
                closed(number, handle);
            }
            // Not before: the kernel may ask for the number of blocks at once.
            if (showedOneBlock) {
                staleBlocks.add(number);
            }
        }
        mounted.replies().success(request);
    }

    private void closed(long number, long handle) {
        writers.closed(number, handle);
        if (!writers.contains(number)) {
            mounted.lostWrites().forget(number);
        }
    }

    private void read(long request, long size, long offset, long info) throws IOException {
        get(info).read(offset, mounted.replies().buffer(size));
        mounted.replies().bytes(request);
    }

    private void write(long request, long number, ByteBuffer bytes, long offset, long info) throws IOException {
        OpenFile file = get(info);
        if (fileInfo.isFromPageCache(info)) {
            collectedWrites.increment();
            writeFromPageCache(request, number, file, bytes, offset);
        } else {
            privileges.onChange(request, number);
            mounted.replies().written(request, file.write(offset, bytes));
        }
    }

    /**
     * Notes that bytes which the kernel has collected could not be written: the kernel drops them. It requests the
     * attributes of a file before it collects more bytes, once it has forgotten them; an error is then the result of
     * the {@code write}.
     */
    private void noteLoss(long number, Errno error, long info) throws IOException {
        if (mounted.policy() == WritePolicy.BACK && fileInfo.isFromPageCache(info)) {
            mounted.lostWrites().add(number, error);
            attributeNotices.send(number);
        }
    }

    /**
     * Writes all bytes or answers with an error, because the kernel ignores the count of such a write. What the kernel
     * has collected comes without a caller.
     */
    private void writeFromPageCache(long request, long number, OpenFile file, ByteBuffer bytes, long offset)
            throws IOException {
        long blocks = file.file().allocatedBlocks();
        int count = bytes.remaining();
        while (bytes.hasRemaining()) {
            long position = offset + count - bytes.remaining();
            switch (mounted.policy()) {
                case BACK -> file.writeKeepingTimes(position, bytes);
                case THROUGH -> file.write(position, bytes);
            }
        }
        if (file.file().allocatedBlocks() != blocks) {
            staleBlocks.add(number);
        }
        mounted.replies().written(request, count);
    }

    private void seek(long request, long number, long offset, int whence, long info) throws IOException {
        OpenFile file = get(info);
        // Asked before the volume: a writer that closes the file meanwhile could pass on bytes that the search misses.
        if (!writers.contains(number)) {
            reply(request, find(file, offset, whence));
        } else if (mounted.policy() == WritePolicy.BACK && !kernel.waitsForWrites()) {
            // From now on the kernel answers by itself, from the length that it knows: it reports no holes, correctly.
            throw new ErrnoException(Errno.ENOSYS);
        } else {
            seekWhileWritten(request, number, file, offset, whence, offset);
        }
    }

    /**
     * Answers once the kernel has passed on what it has where the volume has a hole: collected writes, and stores to a
     * mapping. If that fills the hole, the search goes on at the next one.
     *
     * @param passedOn the kernel has passed on everything before this position
     */
    private void seekWhileWritten(long request, long number, OpenFile file, long offset, int whence, long passedOn)
            throws IOException {
        OptionalLong found = find(file, offset, whence);
        long hole = whence == SEEK_DATA ? offset : found.orElse(offset);
        long end = (whence == SEEK_DATA ? found : file.seekData(hole)).orElse(Long.MAX_VALUE);
        if (hole == end || hole < passedOn) {
            reply(request, found);
            return;
        }
        long length = end == Long.MAX_VALUE ? PageFlusher.TO_THE_END : end - hole;
        flusher.thenRun(
                number,
                hole,
                length,
                () -> mounted.answer(request, () -> seekWhileWritten(request, number, file, offset, whence, end)));
    }

    private static OptionalLong find(OpenFile file, long offset, int whence) throws ErrnoException {
        // The kernel passes negative offsets on, and lseek knows no other error for them.
        if (offset < 0) {
            throw new ErrnoException(Errno.ENXIO);
        }
        return switch (whence) {
            case SEEK_DATA -> file.seekData(offset);
            case SEEK_HOLE -> file.seekHole(offset);
            default -> throw new ErrnoException(Errno.EINVAL);
        };
    }

    private void reply(long request, OptionalLong found) throws ErrnoException {
        mounted.replies().position(request, found.orElseThrow(() -> new ErrnoException(Errno.ENXIO)));
    }

    private static void allocate(OpenFile file, int mode, long offset, long length) throws IOException {
        SizeChange sizeChange = (mode & KEEP_SIZE) != 0 ? SizeChange.KEEP : SizeChange.GROW;
        switch (mode & ~KEEP_SIZE) {
            case 0 -> file.allocate(offset, length, sizeChange);
            case PUNCH_HOLE -> file.punchHole(offset, length);
            case ZERO_RANGE -> file.zeroRange(offset, length, sizeChange);
            default -> throw new ErrnoException(Errno.EOPNOTSUPP);
        }
    }
}
