// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.io.IoRunnable;
import dev.tfskit.posix.FileType;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.Permissions;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.OpenFile;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.RenameMode;
import java.io.IOException;
import java.util.Optional;
import jnr.constants.platform.Errno;

/** Answers the requests about names: find, make, move and remove. Thread-safe. */
final class NameOperations {

    /** No program opens a whiteout. */
    private static final int WHITEOUT_MODE = 0;
    /** Flags of {@code renameat2}. */
    private static final int RENAME_NOREPLACE = 1;

    private static final int RENAME_EXCHANGE = 2;

    private static final int RENAME_WHITEOUT = 4;

    private final Answers answers;
    private final Replies replies;
    private final Nodes nodes;
    private final KernelReferences references;
    private final Appearance appearance;
    private final ListingPositions listingPositions;
    private final NewEntryPermissions permissions;
    private final SpecialFilePolicy specialFiles;

    NameOperations(
            Answers answers,
            Replies replies,
            Nodes nodes,
            KernelReferences references,
            Appearance appearance,
            ListingPositions listingPositions,
            NewEntryPermissions permissions,
            SpecialFilePolicy specialFiles) {
        this.answers = answers;
        this.replies = replies;
        this.nodes = nodes;
        this.references = references;
        this.appearance = appearance;
        this.listingPositions = listingPositions;
        this.permissions = permissions;
        this.specialFiles = specialFiles;
    }

    void register(OperationTable table) {
        table.set(
                OperationTable.Operation.LOOKUP,
                (request, parent, name) -> answers.answer(request, () -> lookup(request, parent, name)));
        table.set(OperationTable.Operation.FORGET, this::forget);
        table.set(OperationTable.Operation.FORGET_MULTI, this::forgetSeveral);
        table.set(
                OperationTable.Operation.MKNOD,
                (request, parent, name, mode, device) ->
                        answers.answer(request, () -> makeNode(request, parent, name, (int) mode, device)));
        table.set(
                OperationTable.Operation.MKDIR,
                (request, parent, name, mode) ->
                        answers.answer(request, () -> makeDirectory(request, parent, name, (int) mode)));
        table.set(
                OperationTable.Operation.SYMLINK,
                (request, target, parent, name) ->
                        answers.answer(request, () -> makeLink(request, target, parent, name)));
        table.set(
                OperationTable.Operation.LINK,
                (request, number, parent, name) -> answers.answer(request, () -> link(request, number, parent, name)));
        table.set(
                OperationTable.Operation.UNLINK,
                (request, parent, name) -> answers.answer(request, () -> {
                    Directory directory = nodes.directory(parent);
                    Symbol removed = name(name);
                    takeName(directory, removed, () -> directory.unlink(removed));
                    replies.success(request);
                }));
        table.set(
                OperationTable.Operation.RMDIR,
                (request, parent, name) -> answers.answer(request, () -> {
                    nodes.directory(parent).removeDirectory(name(name));
                    replies.success(request);
                }));
        table.setRename((request, parent, name, newParent, newName, flags) -> answers.answer(request, () -> {
            if ((flags & RENAME_WHITEOUT) == 0) {
                rename(parent, name, newParent, newName, (int) flags);
            } else {
                renameLeavingWhiteout(request, parent, name, newParent, newName, (int) flags);
            }
            replies.success(request);
        }));
    }

    private void rename(long parent, long name, long newParent, long newName, int flags) throws IOException {
        Directory target = nodes.directory(newParent);
        Symbol replaced = name(newName);
        RenameMode mode = renameMode(flags);
        takeName(target, replaced, () -> {
            Directory directory = nodes.directory(parent);
            Symbol renamed = name(name);
            directory.rename(renamed, target, replaced, mode);
            listingPositions.noteAdded(target, replaced);
            if (mode == RenameMode.EXCHANGE) {
                listingPositions.noteAdded(directory, renamed);
            }
        });
    }

    private void renameLeavingWhiteout(long request, long parent, long name, long newParent, long newName, int flags)
            throws IOException {
        RenameMode mode = renameMode(flags & ~RENAME_WHITEOUT);
        if (specialFiles == SpecialFilePolicy.REFUSE || mode == RenameMode.EXCHANGE) {
            throw new ErrnoException(Errno.EINVAL);
        }
        Directory directory = nodes.directory(parent);
        Directory target = nodes.directory(newParent);
        Symbol replaced = name(newName);
        takeName(target, replaced, () -> {
            directory.renameLeavingWhiteout(
                    name(name), target, replaced, mode, permissions.of(request, directory, WHITEOUT_MODE));
            listingPositions.noteAdded(target, replaced);
        });
    }

    /**
     * Runs a change that may take a name away from a file. If that was its last one, the file lives until the kernel
     * forgets it.
     */
    private void takeName(Directory directory, Symbol name, IoRunnable change) throws IOException {
        Optional<OpenFile> before = open(directory, name);
        try {
            change.run();
        } finally {
            if (before.isPresent()) {
                references.close(before.get());
            }
        }
    }

    /** Opens the file that has a name; empty for another inode, and for a file that cannot be read anyway. */
    private static Optional<OpenFile> open(Directory directory, Symbol name) {
        try {
            Optional<Inode> found = directory.find(name);
            return found.isPresent() && found.get() instanceof RegularFile file
                    ? Optional.of(file.open())
                    : Optional.empty();
        } catch (IOException missingOrMalformed) {
            return Optional.empty();
        }
    }

    private static RenameMode renameMode(int flags) throws ErrnoException {
        return switch (flags) {
            case 0 -> RenameMode.REPLACE;
            case RENAME_NOREPLACE -> RenameMode.KEEP;
            case RENAME_EXCHANGE -> RenameMode.EXCHANGE;
            default -> throw new ErrnoException(Errno.EINVAL);
        };
    }

    static Symbol name(long address) {
        return Symbol.wrap(NativeMemory.text(address));
    }

    private void lookup(long request, long parent, long name) throws IOException {
        Symbol wanted = name(name);
        if (wanted.equals(Attributes.SELF)) {
            reply(request, nodes.get(parent));
            return;
        }
        if (wanted.equals(Attributes.PARENT)) {
            // A read-only volume does not know it, and a handle of a forgotten directory is then of no use.
            reply(request, nodes.directory(parent).parent().orElseThrow(() -> new ErrnoException(Errno.ESTALE)));
            return;
        }
        Directory.checkName(wanted);
        Optional<Inode> found = nodes.directory(parent).find(wanted);
        if (found.isPresent()) {
            reply(request, found.get());
        } else {
            replies.noEntry(request);
        }
    }

    private void reply(long request, Inode inode) throws IOException {
        FileStatus status = appearance.status(inode);
        references.remember(inode);
        if (!replies.entry(request, status)) {
            references.forget(status.number(), 1);
        }
    }

    private void forget(long request, long number, long lookups) {
        references.forget(number, lookups);
        replies.none(request);
    }

    private void forgetSeveral(long request, long count, long list) {
        for (long i = 0; i < count; i++) {
            long entry = list + i * 2 * Long.BYTES;
            references.forget(NativeMemory.getLong(entry), NativeMemory.getLong(entry + Long.BYTES));
        }
        replies.none(request);
    }

    private void makeNode(long request, long parent, long name, int mode, long device) throws IOException {
        Directory directory = nodes.directory(parent);
        Permissions wanted = permissions.of(request, directory, mode);
        reply(
                request,
                switch (mode & FileType.BITS) {
                    case FileType.REGULAR, 0 -> directory.createFile(name(name), wanted);
                    case FileType.SOCKET -> directory.createSocket(name(name), wanted);
                    default -> directory.createSpecialFile(name(name), specialFiles.allowed(mode, device), wanted);
                });
    }

    private void makeDirectory(long request, long parent, long name, int mode) throws IOException {
        Directory directory = nodes.directory(parent);
        int inherited = directory.permissions().mode() & ModeBits.SET_GROUP_ID;
        reply(request, directory.createDirectory(name(name), permissions.of(request, directory, mode | inherited)));
    }

    private void makeLink(long request, long target, long parent, long name) throws IOException {
        Directory directory = nodes.directory(parent);
        reply(
                request,
                directory.createSymbolicLink(
                        name(name),
                        Text.wrap(NativeMemory.text(target)),
                        permissions.of(request, directory, Permissions.LINK.mode())));
    }

    private void link(long request, long number, long parent, long name) throws IOException {
        Inode inode = nodes.get(number);
        if (inode instanceof Directory) {
            throw new ErrnoException(Errno.EPERM);
        }
        Directory directory = nodes.directory(parent);
        Symbol linked = name(name);
        directory.link(linked, inode);
        references.noteName(inode);
        listingPositions.noteAdded(directory, linked);
        reply(request, inode);
    }
}
