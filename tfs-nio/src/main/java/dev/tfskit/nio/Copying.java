// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import dev.tfskit.io.Handover;
import dev.tfskit.nio.ResolvedPath.Slot;
import dev.tfskit.schema.Permissions;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.OpenFile;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.Socket;
import dev.tfskit.volume.SpecialFile;
import dev.tfskit.volume.StatusChange;
import dev.tfskit.volume.SymbolicLink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Copies an inode, without the entries below it, within a volume or to another volume. Holes stay holes. */
final class Copying {

    private static final int BUFFER_BYTES = 1 << 20;

    private Copying() {}

    /** Copies the inode at a path. */
    static void copy(PathResolver source, PathResolver target, TransferOptions options) throws IOException {
        Inode inode = source.inode(options.follow());
        Optional<Slot> slot = target.slot();
        Optional<Inode> taken =
                slot.isPresent() ? Entries.find(target, slot.get()) : Optional.of(target.inode(Follow.LINKS));
        if (taken.isPresent()) {
            if (taken.get().equals(inode)) {
                return;
            }
            if (!options.replaces()) {
                throw new FileAlreadyExistsException(target.path().toString());
            }
            Entries.remove(target);
        }
        Inode made = create(source, inode, target);
        if (options.copiesAttributes()) {
            target.named(() -> {
                copyAttributes(inode, made);
                return true;
            });
        }
    }

    /** Moves the inode at a path to another volume; a directory must be empty. */
    static void move(PathResolver source, PathResolver target, TransferOptions options) throws IOException {
        Entries.removable(source);
        if (source.inode(Follow.NO_LINKS) instanceof Directory directory
                && !directory.entries().isEmpty()) {
            throw new DirectoryNotEmptyException(source.path().toString());
        }
        copy(source, target, options.asCopyOfAll());
        Entries.remove(source);
    }

    private static Inode create(PathResolver source, Inode inode, PathResolver target) throws IOException {
        Permissions of = inode.permissions();
        return Entries.create(target, slot -> {
            Directory directory = slot.directory();
            Permissions permissions = inode instanceof SymbolicLink
                    ? Permissions.LINK
                    : new Permissions(of.mode() & Mode.PERMISSIONS, 0, 0);
            return switch (inode) {
                case Directory _ -> directory.createDirectory(slot.name(), permissions);
                case Socket _ -> directory.createSocket(slot.name(), permissions);
                case SpecialFile special -> directory.createSpecialFile(slot.name(), special.node(), permissions);
                case SymbolicLink link -> directory.createSymbolicLink(slot.name(), link.target(), permissions);
                case RegularFile file -> {
                    RegularFile made = directory.createFile(slot.name(), permissions);
                    // An incomplete copy is removed.
                    try (Handover handover = new Handover(() -> directory.unlink(slot.name()))) {
                        try (OpenFile from = source.named(file::open);
                                OpenFile to = made.open()) {
                            copyContent(from, to);
                        }
                        yield handover.to(made);
                    }
                }
            };
        });
    }

    private static void copyContent(OpenFile from, OpenFile to) throws IOException {
        long length = from.length();
        ByteBuffer buffer = ByteBuffer.allocateDirect((int) Math.min(length, BUFFER_BYTES));
        OptionalLong data = from.seekData(0);
        while (data.isPresent() && data.getAsLong() < length) {
            long end = Math.min(length, from.seekHole(data.getAsLong()).orElse(length));
            copyRange(from, to, data.getAsLong(), end, buffer);
            data = from.seekData(end);
        }
        if (to.length() < length) {
            to.truncate(length);
        }
    }

    private static void copyRange(OpenFile from, OpenFile to, long start, long end, ByteBuffer buffer)
            throws IOException {
        long at = start;
        while (at < end) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), end - at));
            int count = from.read(at, buffer);
            if (count == 0) {
                return;
            }
            buffer.flip();
            while (buffer.hasRemaining()) {
                at += to.write(at, buffer);
            }
        }
    }

    private static void copyAttributes(Inode from, Inode to) throws IOException {
        for (Map.Entry<Symbol, Text> each : from.extendedAttributes().entrySet()) {
            // An image can hold a longer name than setExtendedAttribute takes.
            to.setAttribute(each.getKey(), each.getValue());
        }
        to.setPermissions(from.permissions());
        // A copy has the mtime that its source shows, also where the image stores none: the copy has one of its own.
        to.change(StatusChange.ofTimes(from.storedAccessed(), Optional.of(from.modified())));
    }
}
