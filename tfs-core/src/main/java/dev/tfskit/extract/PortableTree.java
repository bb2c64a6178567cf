// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.extract;

import dev.tfskit.device.FileDevice;
import dev.tfskit.posix.HostNames;
import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.volume.EntryProblem;
import dev.tfskit.volume.Inode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Writes a tree with nothing but {@code java.nio.file}. It has names only, so it makes or checks every directory
 * itself, and the caller creates links last. It sets no owners; link targets are tidied, and links get no times and
 * sockets are left out, as Java has no way to do better.
 */
final class PortableTree implements HostTree {

    private static final String USER_NAMESPACE = "user.";

    private final Path directory;
    private final Consumer<EntryProblem> warnings;

    /** A tree in a directory that exists. */
    PortableTree(Path directory, Consumer<EntryProblem> warnings) {
        this.directory = directory;
        this.warnings = warnings;
    }

    @Override
    public boolean makeDirectory(TreePath path) throws IOException {
        Path directory = host(path);
        try {
            Files.createDirectory(directory);
            return true;
        } catch (FileAlreadyExistsException e) {
            checkDirectory(directory);
            return false;
        }
    }

    private static void checkDirectory(Path path) throws NotDirectoryException {
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new NotDirectoryException(path.toString());
        }
    }

    @Override
    public HostOutput createFile(TreePath path) throws IOException {
        Path file = host(path);
        return new Output(
                path,
                file,
                FileChannel.open(
                        file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
    }

    @Override
    public void makeSymbolicLink(TreePath path, Text target, Inode inode) throws IOException {
        if (target.contains('\0')) {
            throw new FileSystemException(
                    host(path).toString(), null, "a target with a NUL byte is not possible on this host");
        }
        Files.createSymbolicLink(host(path), HostNames.relative(target.toByteArray()));
    }

    @Override
    public void makeLink(TreePath path, TreePath first) throws IOException {
        Files.createLink(host(path), host(first));
    }

    @Override
    public void makeSocket(TreePath path, Inode inode) {
        warnings.accept(new EntryProblem(path, "a socket cannot be made on this host, left out"));
    }

    @Override
    public void remove(TreePath path) throws IOException {
        Files.delete(host(path));
    }

    @Override
    public void finishDirectory(TreePath path, Inode inode) throws IOException {
        Path directory = host(path);
        if (!path.isRoot()) {
            // To a host that takes two names for the same, a link of the volume may have replaced it.
            checkDirectory(directory);
        }
        describe(directory, path, inode);
    }

    private void describe(Path file, TreePath path, Inode inode) throws IOException {
        UserDefinedFileAttributeView view = Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
        for (Map.Entry<Symbol, Text> attribute : inode.extendedAttributes().entrySet()) {
            String name = attribute.getKey().decode();
            if (view == null || !name.startsWith(USER_NAMESPACE)) {
                warnings.accept(new EntryProblem(
                        path, "its extended attribute " + attribute.getKey() + " cannot be set on this host"));
                continue;
            }
            try {
                view.write(
                        name.substring(USER_NAMESPACE.length()),
                        attribute.getValue().asByteBuffer());
            } catch (FileSystemException e) {
                warnings.accept(new EntryProblem(
                        path, "its extended attribute " + attribute.getKey() + " could not be set: " + e.getReason()));
            }
        }
        // The mode comes last: Java opens a file to set its times, which a mode may forbid even its owner.
        Files.getFileAttributeView(file, BasicFileAttributeView.class)
                .setTimes(FileTime.from(inode.modified()), null, null);
        if (file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            Files.setAttribute(file, "unix:mode", inode.permissions().mode() & 01777, LinkOption.NOFOLLOW_LINKS);
        }
    }

    private Path host(TreePath path) {
        Path at = directory;
        for (Symbol name : path.names()) {
            at = HostNames.resolve(at, name.toByteArray());
        }
        return at;
    }

    @Override
    public void close() {
        // Holds nothing open.
    }

    /** A file that is being written. */
    private final class Output implements HostOutput {

        private final TreePath path;
        private final Path file;
        private final FileDevice device;
        private boolean finished;

        Output(TreePath path, Path file, FileChannel channel) {
            this.path = path;
            this.file = file;
            this.device = new FileDevice(file, channel);
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            device.write(position, source);
        }

        @Override
        public void setLength(long length) throws IOException {
            if (length > device.size()) {
                device.resize(length);
            }
        }

        @Override
        public void finish(Inode inode) throws IOException {
            device.close();
            describe(file, path, inode);
            finished = true;
        }

        @Override
        public void close() throws IOException {
            device.close();
            if (!finished) {
                Files.delete(file);
            }
        }
    }
}
