// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.volume.Directory;
import dev.tfskit.volume.OpenFile;
import dev.tfskit.volume.RegularFile;
import java.io.Closeable;
import java.io.IOException;

/** Answers the requests that open, create and close files. Thread-safe. */
final class OpenOperations {

    private final Answers answers;
    private final Replies replies;
    private final Nodes nodes;
    private final KernelReferences references;
    private final OpenFiles files;
    private final Appearance appearance;
    private final StaleBlocks staleBlocks;
    private final NewEntryPermissions permissions;

    OpenOperations(
            Answers answers,
            Replies replies,
            Nodes nodes,
            KernelReferences references,
            OpenFiles files,
            Appearance appearance,
            StaleBlocks staleBlocks,
            NewEntryPermissions permissions) {
        this.answers = answers;
        this.replies = replies;
        this.nodes = nodes;
        this.references = references;
        this.files = files;
        this.appearance = appearance;
        this.staleBlocks = staleBlocks;
        this.permissions = permissions;
    }

    void register(OperationTable table) {
        table.set(
                OperationTable.Operation.OPEN,
                (request, number, info) -> answers.answer(request, () -> open(request, number, info)));
        table.set(
                OperationTable.Operation.CREATE,
                (request, parent, name, mode, info) ->
                        answers.answer(request, () -> create(request, parent, name, (int) mode, info)));
        table.set(
                OperationTable.Operation.TMPFILE,
                (request, parent, mode, info) ->
                        answers.answer(request, () -> createUnnamed(request, parent, (int) mode, info)));
        // FLUSH is not in the table: no operation waits for the close of a file. Without an operation, the kernel sends
        // the request only once.
        table.set(
                OperationTable.Operation.RELEASE,
                (request, number, info) -> answers.answer(request, () -> release(request, number, info)));
    }

    private void open(long request, long number, long info) throws IOException {
        OpenFile open = nodes.file(number).open();
        references.noteOpened(number);
        files.add(open, info);
        if (appearance.showsOneBlock(open.file())) {
            // The kernel has cached that the file has no block; from now on it shows one.
            staleBlocks.add(number);
            staleBlocks.forget(number);
        }
        if (!replies.opened(request, info)) {
            references.abandon(files.remove(info));
        }
    }

    private void create(long request, long parent, long name, int mode, long info) throws IOException {
        Directory directory = nodes.directory(parent);
        RegularFile file = directory.createFile(NameOperations.name(name), permissions.of(request, directory, mode));
        replyCreated(request, file.open(), info);
    }

    private void createUnnamed(long request, long parent, int mode, long info) throws IOException {
        Directory directory = nodes.directory(parent);
        OpenFile open = directory.createUnnamedFile(permissions.of(request, directory, mode));
        references.keep(open.file().open());
        replyCreated(request, open, info);
    }

    private void replyCreated(long request, OpenFile open, long info) throws IOException {
        RegularFile file = open.file();
        references.remember(file);
        files.add(open, info);
        if (!replies.created(request, appearance.status(file), info)) {
            OpenFile abandoned = files.remove(info);
            references.forget(file.sessionNumber(), 1);
            references.abandon(abandoned);
        }
    }

    private void release(long request, long number, long info) throws IOException {
        OpenFile open = files.get(info);
        try (Closeable _ = () -> references.close(open)) {
            boolean showedOneBlock;
            try {
                showedOneBlock = appearance.showsOneBlock(open.file());
            } finally {
                files.remove(info);
            }
            // Not before: the kernel may ask for the number of blocks at once.
            if (showedOneBlock) {
                staleBlocks.add(number);
            }
        }
        replies.success(request);
    }
}
