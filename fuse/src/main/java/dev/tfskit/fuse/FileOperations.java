package dev.tfskit.fuse;

import dev.tfskit.volume.Directory;
import dev.tfskit.volume.OpenFile;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.SizeChange;
import dev.tfskit.volume.SyncScope;
import dev.tfskit.volume.WritableVolume;
import java.io.IOException;
import java.nio.ByteBuffer;
import jnr.constants.platform.Errno;

/** Files that are open. */
final class FileOperations {

    /** Modes of {@code fallocate}. */
    private static final int KEEP_SIZE = 0x01;
    private static final int PUNCH_HOLE = 0x02;
    private static final int ZERO_RANGE = 0x10;

    private final Mounted mounted;
    private final NameOperations names;
    private final Handles<OpenFile> handles = new Handles<>();

    FileOperations(final Mounted mounted, final NameOperations names) {
        this.mounted = mounted;
        this.names = names;
    }

    void register(final OperationTable table) {
        table.set(OperationTable.Operation.OPEN, (request, number, info) -> mounted.answer(request, () -> open(request, number, info)));
        table.set(OperationTable.Operation.CREATE, (request, parent, name, mode, info) ->
                mounted.answer(request, () -> create(request, parent, name, (int) mode, info)));
        table.set(OperationTable.Operation.READ, (request, _, size, offset, info) ->
                mounted.answer(request, () -> read(request, size, offset, info)));
        table.set(OperationTable.Operation.WRITE, (request, _, bytes, size, offset, info) ->
                mounted.answer(request, () -> write(request, NativeMemory.buffer(bytes, (int) size), offset, info)));
        // Nothing waits here for a file to be closed: without FLUSH in the table the kernel asks once and never again.
        table.set(OperationTable.Operation.RELEASE, (request, _, info) -> mounted.answer(request, () -> {
            handles.remove(FileInfo.handle(info)).close();
            mounted.replies().success(request);
        }));
        table.set(OperationTable.Operation.FSYNC, (request, _, dataOnly, info) -> mounted.answer(request, () -> {
            if (mounted.volume() instanceof WritableVolume) {
                handles.get(FileInfo.handle(info)).sync((int) dataOnly != 0 ? SyncScope.DATA : SyncScope.ALL);
            }
            mounted.replies().success(request);
        }));
        table.set(OperationTable.Operation.FALLOCATE, (request, _, mode, offset, length, info) -> mounted.answer(request, () -> {
            allocate(handles.get(FileInfo.handle(info)), (int) mode, offset, length);
            mounted.replies().success(request);
        }));
    }

    /** The open file with a handle. */
    OpenFile get(final long info) {
        return handles.get(FileInfo.handle(info));
    }

    private void open(final long request, final long number, final long info) throws IOException {
        final long handle = handles.add(mounted.file(number).open());
        FileInfo.setHandle(info, handle);
        FileInfo.keepCache(info);
        if (!mounted.replies().opened(request, info)) {
            mounted.unasked(() -> handles.remove(handle).close());
        }
    }

    private void create(final long request, final long parent, final long name, final int mode, final long info) throws IOException {
        final Directory directory = mounted.directory(parent);
        final RegularFile file = directory.createFile(NameOperations.name(name), names.permissions(request, directory, mode));
        final FileStatus status = mounted.status(file);
        final long handle = handles.add(file.open());
        mounted.nodes().remember(file);
        FileInfo.setHandle(info, handle);
        FileInfo.keepCache(info);
        if (!mounted.replies().created(request, status, info)) {
            mounted.nodes().forget(status.number(), 1);
            mounted.unasked(() -> handles.remove(handle).close());
        }
    }

    private void read(final long request, final long size, final long offset, final long info) throws IOException {
        get(info).read(offset, mounted.replies().buffer(size));
        mounted.replies().bytes(request);
    }

    private void write(final long request, final ByteBuffer bytes, final long offset, final long info) throws IOException {
        mounted.replies().written(request, get(info).write(offset, bytes));
    }

    private static void allocate(final OpenFile file, final int mode, final long offset, final long length) throws IOException {
        final SizeChange sizeChange = (mode & KEEP_SIZE) != 0 ? SizeChange.KEEP : SizeChange.GROW;
        switch (mode & ~KEEP_SIZE) {
            case 0 -> file.allocate(offset, length, sizeChange);
            case PUNCH_HOLE -> file.punchHole(offset, length);
            case ZERO_RANGE -> file.zeroRange(offset, length, sizeChange);
            default -> throw new RefusedException(Errno.EOPNOTSUPP);
        }
    }
}
