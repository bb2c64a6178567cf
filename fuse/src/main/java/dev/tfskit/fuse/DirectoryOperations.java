// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.volume.Directory;
import java.io.IOException;

/** Answers the requests about open directories. Thread-safe. */
final class DirectoryOperations {

    private final Answers answers;
    private final Replies replies;
    private final FileInfo fileInfo;
    private final Nodes nodes;
    private final KernelReferences references;
    private final Appearance appearance;
    private final ListingPositions listingPositions;
    private final Handles<Listing> handles = new Handles<>();

    DirectoryOperations(
            Answers answers,
            Replies replies,
            FileInfo fileInfo,
            Nodes nodes,
            KernelReferences references,
            Appearance appearance,
            ListingPositions listingPositions) {
        this.answers = answers;
        this.replies = replies;
        this.fileInfo = fileInfo;
        this.nodes = nodes;
        this.references = references;
        this.appearance = appearance;
        this.listingPositions = listingPositions;
    }

    void register(OperationTable table) {
        table.set(
                OperationTable.Operation.OPENDIR,
                (request, number, info) -> answers.answer(request, () -> open(request, number, info)));
        table.set(
                OperationTable.Operation.READDIR,
                (request, _, size, position, info) ->
                        answers.answer(request, () -> read(request, size, position, info)));
        table.set(
                OperationTable.Operation.READDIRPLUS,
                (request, _, size, position, info) ->
                        answers.answer(request, () -> readDetails(request, size, position, info)));
        table.set(
                OperationTable.Operation.RELEASEDIR,
                (request, _, info) -> answers.answer(request, () -> {
                    handles.remove(fileInfo.handle(info));
                    replies.success(request);
                }));
    }

    private void open(long request, long number, long info) throws IOException {
        Directory directory = nodes.directory(number);
        // A read-only volume does not know the parent: the kernel uses the one that it remembers.
        Directory parent = directory.parent().orElse(directory);
        long handle = handles.add(new Listing(directory, parent, listingPositions));
        fileInfo.setHandle(info, handle);
        if (!replies.opened(request, info)) {
            handles.remove(handle);
        }
    }

    private void read(long request, long size, long position, long info) {
        Listing listing = handles.get(fileInfo.handle(info));
        synchronized (listing) {
            listing.read(position, new EntryBuffer(replies.buffer(size)));
        }
        replies.bytes(request);
    }

    private void readDetails(long request, long size, long position, long info) {
        Listing listing = handles.get(fileInfo.handle(info));
        DetailedEntryBuffer entries =
                new DetailedEntryBuffer(replies.buffer(size), appearance, replies, listing.directory());
        synchronized (listing) {
            listing.read(position, entries);
        }
        entries.found().forEach(references::remember);
        if (!replies.bytes(request)) {
            entries.found().forEach(inode -> references.forget(inode.sessionNumber(), 1));
        }
    }
}
