package dev.tfskit.extract;

import dev.tfskit.posix.HostDirectory;
import dev.tfskit.posix.HostFile;
import dev.tfskit.posix.HostInode;
import dev.tfskit.posix.PosixHost;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.Permissions;
import dev.tfskit.volume.TreePath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/** Writes a tree on Linux, by descriptors. Owners are set when the program runs as root. */
final class PosixTree implements HostTree {

    private static final int SET_ID_BITS = 06000;

    private final PosixHost host;
    private final DirectoryStack directories;
    private final Consumer<Problem> warnings;
    private final long user;

    /** A tree in a directory that exists. */
    PosixTree(final PosixHost host, final Path folder, final Consumer<Problem> warnings) throws IOException {
        this.host = host;
        this.directories = new DirectoryStack(host.openDirectory(folder));
        this.warnings = warnings;
        this.user = host.effectiveUser();
    }

    @Override
    public void makeDirectory(final TreePath path) throws IOException {
        try {
            parent(path).makeDirectory(name(path));
        } catch (FileAlreadyExistsException e) {
            // A directory will do; what only looks like one, because a link stands there, will not.
            parent(path).openDirectory(name(path)).close();
        }
    }

    @Override
    public HostOutput createFile(final TreePath path) throws IOException {
        final HostDirectory parent = parent(path);
        return new Output(parent, path, parent.createFile(name(path)));
    }

    @Override
    public void makeSymbolicLink(final TreePath path, final Text target, final Inode inode) throws IOException {
        final HostDirectory parent = parent(path);
        parent.makeSymbolicLink(name(path), target.toByteArray());
        setOwner(parent, path, inode);
        parent.setModified(name(path), inode.modified());
    }

    @Override
    public void makeLink(final TreePath path, final TreePath first) throws IOException {
        try (HostDirectory from = parent(first).duplicate()) {
            parent(path).makeLink(name(path), from, name(first));
        }
    }

    @Override
    public void makeSocket(final TreePath path, final Inode inode) throws IOException {
        final HostDirectory parent = parent(path);
        parent.makeSocket(name(path));
        setOwner(parent, path, inode);
        parent.setMode(name(path), mode(inode.permissions()));
        parent.setModified(name(path), inode.modified());
    }

    @Override
    public void finishDirectory(final TreePath path, final Inode inode) throws IOException {
        describe(directories.at(path), path, inode);
    }

    private void setOwner(final HostDirectory parent, final TreePath path, final Inode inode) throws IOException {
        if (user == 0) {
            parent.setOwner(name(path), inode.permissions().uid(), inode.permissions().gid());
        }
    }

    /** In this order: a change of owner clears bits of the mode, and everything but the last changes the times. */
    private void describe(final HostInode made, final TreePath path, final Inode inode) throws IOException {
        final Permissions permissions = inode.permissions();
        if (user == 0) {
            made.setOwner(permissions.uid(), permissions.gid());
        }
        for (final Map.Entry<Symbol, Text> attribute : inode.extendedAttributes().entrySet()) {
            try {
                made.setExtendedAttribute(attribute.getKey().toByteArray(), attribute.getValue().toByteArray());
            } catch (FileSystemException e) {
                warnings.accept(new Problem(path, "its extended attribute " + attribute.getKey()
                        + " could not be set: " + e.getReason()));
            }
        }
        made.setMode(mode(permissions));
        made.setModified(inode.modified());
    }

    /** A program that should run as somebody else must not run as whoever extracts it. */
    private int mode(final Permissions permissions) {
        return user == 0 || user == permissions.uid() ? permissions.mode() : permissions.mode() & ~SET_ID_BITS;
    }

    private HostDirectory parent(final TreePath path) throws IOException {
        return directories.at(path.parent().orElseThrow());
    }

    private static byte[] name(final TreePath path) {
        return path.name().toByteArray();
    }

    @Override
    public void close() {
        directories.close();
        host.close();
    }

    /** A file that is being written. */
    private final class Output implements HostOutput {

        private final HostDirectory parent;
        private final TreePath path;
        private final HostFile file;
        private boolean finished;

        Output(final HostDirectory parent, final TreePath path, final HostFile file) {
            this.parent = parent;
            this.path = path;
            this.file = file;
        }

        @Override
        public void write(final ByteBuffer source, final long position) throws IOException {
            file.write(source, position);
        }

        @Override
        public void setLength(final long length) throws IOException {
            file.setLength(length);
        }

        @Override
        public void finish(final Inode inode) throws IOException {
            describe(file, path, inode);
            finished = true;
        }

        @Override
        public void close() throws IOException {
            file.close();
            if (!finished) {
                parent.remove(name(path));
            }
        }
    }
}
