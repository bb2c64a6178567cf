// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.volume.Directory;
import dev.tfskit.volume.WritableVolume;
import java.io.IOException;

/** Answers the requests about open directories and about the volume as a whole. Thread-safe. */
final class DirectoryOperations {

    private final MountContext mounted;
    private final FileInfo fileInfo;
    private final Handles<Listing> handles = new Handles<>();

    DirectoryOperations(MountContext mounted) {
        this.mounted = mounted;
        this.fileInfo = mounted.replies().fileInfo();
    }

    void register(OperationTable table) {
        table.set(
                OperationTable.Operation.OPENDIR,
                (request, number, info) -> mounted.answer(request, () -> open(request, number, info)));
        table.set(
                OperationTable.Operation.READDIR,
                (request, _, size, position, info) ->
                        mounted.answer(request, () -> read(request, size, position, info)));
        table.set(
                OperationTable.Operation.READDIRPLUS,
                (request, _, size, position, info) ->
                        mounted.answer(request, () -> readDetails(request, size, position, info)));
        table.set(
                OperationTable.Operation.RELEASEDIR,
                (request, _, info) -> mounted.answer(request, () -> {
                    handles.remove(fileInfo.handle(info));
                    mounted.replies().success(request);
                }));
        table.set(
                OperationTable.Operation.FSYNCDIR,
                (request, _, _, _) -> mounted.answer(request, () -> {
                    if (mounted.volume() instanceof WritableVolume writable) {
                        writable.commit();
                    }
                    mounted.replies().success(request);
                }));
    }

    private void open(long request, long number, long info) throws IOException {
        Directory directory = mounted.directory(number);
        long handle = handles.add(new Listing(directory, mounted.parent(directory), mounted.listingPositions()));
        fileInfo.setHandle(info, handle);
        if (!mounted.replies().opened(request, info)) {
            handles.remove(handle);
        }
    }

    private void read(long request, long size, long position, long info) {
        Listing listing = handles.get(fileInfo.handle(info));
        synchronized (listing) {
            listing.read(position, new EntryBuffer(mounted.replies().buffer(size)));
        }
        mounted.replies().bytes(request);
    }

    private void readDetails(long request, long size, long position, long info) {
        Listing listing = handles.get(fileInfo.handle(info));
        DetailedEntryBuffer entries =
                new DetailedEntryBuffer(mounted.replies().buffer(size), mounted, listing.directory());
        synchronized (listing) {
            listing.read(position, entries);
        }
        entries.found().forEach(mounted.nodes()::remember);
        if (!mounted.replies().bytes(request)) {
            entries.found().forEach(inode -> mounted.forget(inode.sessionNumber(), 1));
        }
    }
}
