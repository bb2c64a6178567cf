// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import dev.tfskit.error.IsDirectoryException;
import dev.tfskit.io.Handover;
import dev.tfskit.nio.ResolvedPath.Slot;
import dev.tfskit.schema.Permissions;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.OpenFile;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.Socket;
import dev.tfskit.volume.SpecialFile;
import dev.tfskit.volume.SymbolicLink;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.FileAttribute;
import java.util.Optional;

/**
 * Opens a file, and creates it where the options say so.
 *
 * @param resolver the path of the file
 * @param request the options
 */
record Opening(PathResolver resolver, OpenRequest request) {

    /** Returns a channel, which the file system closes at the latest. */
    FileChannel open(FileAttribute<?>... attributes) throws IOException {
        TfsFileSystem fileSystem = resolver.fileSystem();
        if (request.writes() || request.deletesOnClose()) {
            fileSystem.checkWritable();
        }
        Permissions permissions = InitialAttributes.of(Permissions.FILE, attributes);
        return fileSystem.working(() -> resolver.named(() -> {
            Optional<FileChannel> channel = Optional.empty();
            // Again when another thread has created or removed the file meanwhile.
            while (channel.isEmpty()) {
                channel = switch (resolver.find(request.follow())) {
                    case PathResolver.Result.Found(ResolvedPath found) -> existing(found);
                    case PathResolver.Result.Free(Slot slot) -> created(slot, permissions);
                };
            }
            return channel.get();
        }));
    }

    private Optional<FileChannel> existing(ResolvedPath found) throws IOException {
        if (request.createsOnly()) {
            throw new FileAlreadyExistsException("");
        }
        return switch (found.inode()) {
            case RegularFile file -> opened(found, file);
            case Directory _ -> Optional.of(directory());
            case Socket _ -> throw new FileSystemException(resolver.path().toString(), null, "is a socket");
            case SpecialFile special ->
                throw new FileSystemException(
                        resolver.path().toString(),
                        null,
                        "is a " + special.node().kind() + ", which has no content");
            case SymbolicLink _ -> throw new FileSystemLoopException("");
        };
    }

    /** On Linux a program makes a directory durable by a channel that reads it, so there must be one. */
    private FileChannel directory() throws IsDirectoryException {
        if (request.writes() || request.deletesOnClose()) {
            throw new IsDirectoryException("", "is a directory");
        }
        return new DirectoryChannel(resolver.fileSystem());
    }

    private Optional<FileChannel> opened(ResolvedPath found, RegularFile file) throws IOException {
        Optional<OpenFile> open = tryOpen(file);
        if (open.isEmpty()) {
            return Optional.empty();
        }
        try (Handover handover = new Handover(open.get())) {
            if (request.truncates()) {
                open.get().truncate(0);
            }
            if (request.deletesOnClose()) {
                Slot slot = found.entry().orElseThrow();
                slot.directory().unlink(slot.name());
            }
            return Optional.of(handover.to(new TfsFileChannel(resolver.fileSystem(), open.get(), request)));
        }
    }

    private static Optional<OpenFile> tryOpen(RegularFile file) throws IOException {
        try {
            return Optional.of(file.open());
        } catch (NoSuchFileException removedMeanwhile) {
            return Optional.empty();
        }
    }

    private Optional<FileChannel> created(Slot slot, Permissions permissions) throws IOException {
        if (!request.creates()) {
            throw new NoSuchFileException("");
        }
        try {
            RegularFile file = slot.directory().createFile(slot.name(), permissions);
            return opened(slot.parent().child(slot.name(), file), file);
        } catch (FileAlreadyExistsException e) {
            if (request.createsOnly()) {
                throw e;
            }
            return Optional.empty();
        }
    }
}
