package dev.tfskit.fuse;

import dev.tfskit.volume.Directory;
import dev.tfskit.volume.WritableVolume;
import java.io.IOException;

/** Directories that are open, and what concerns the volume as a whole. */
final class DirectoryOperations {

    private final Mounted mounted;
    private final Handles<Listing> handles = new Handles<>();

    DirectoryOperations(final Mounted mounted) {
        this.mounted = mounted;
    }

    void register(final OperationTable table) {
        table.set(OperationTable.Operation.OPENDIR, (request, number, info) -> mounted.answer(request, () -> open(request, number, info)));
        table.set(OperationTable.Operation.READDIR, (request, _, size, position, info) ->
                mounted.answer(request, () -> read(request, size, position, info)));
        table.set(OperationTable.Operation.RELEASEDIR, (request, _, info) -> mounted.answer(request, () -> {
            handles.remove(FileInfo.handle(info));
            mounted.replies().success(request);
        }));
        table.set(OperationTable.Operation.FSYNCDIR, (request, _, _, _) -> mounted.answer(request, () -> {
            if (mounted.volume() instanceof WritableVolume writable) {
                writable.commit();
            }
            mounted.replies().success(request);
        }));
    }

    private void open(final long request, final long number, final long info) throws IOException {
        final Directory directory = mounted.directory(number);
        final long handle = handles.add(new Listing(directory, mounted.parent(directory)));
        FileInfo.setHandle(info, handle);
        if (!mounted.replies().opened(request, info)) {
            handles.remove(handle);
        }
    }

    private void read(final long request, final long size, final long position, final long info) {
        final Listing listing = handles.get(FileInfo.handle(info));
        synchronized (listing) {
            listing.read(position, mounted.replies().buffer(size));
        }
        mounted.replies().bytes(request);
    }
}
