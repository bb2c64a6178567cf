// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.extract;

import dev.tfskit.device.FileDevice;
import dev.tfskit.message.Messages;
import dev.tfskit.posix.HostNames;
import dev.tfskit.schema.SpecialNode;
import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.volume.EntryProblem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Writes a tree with {@code java.nio.file} only, into any file system of Java. It reaches entries by path, so it
 * creates or checks every directory itself, and the caller creates links last. A name that means something else in the
 * target's file system is refused. Java offers no way to set owners, times of links, or to create sockets, fifos and
 * devices; it normalises the targets of links.
 */
final class PortableTree implements TargetTree {

    private static final String USER_NAMESPACE = "user.";

    private final Path directory;
    private final Consumer<EntryProblem> warnings;

    /** The entries that this instance has made, to recognise two names that the host takes for the same. */
    private final Set<TreePath> made = new HashSet<>();

    /** Creates a tree in an existing directory. */
    PortableTree(Path directory, Consumer<EntryProblem> warnings) {
        this.directory = directory;
        this.warnings = warnings;
    }

    /** Returns nothing: one instance must make the whole tree, to recognise names that the host takes for the same. */
    @Override
    public Optional<Opener> opener() {
        return Optional.empty();
    }

    @Override
    public boolean makeDirectory(Place place) throws IOException {
        Path directory = host(place);
        try {
            Files.createDirectory(directory);
            made.add(place.path());
            return true;
        } catch (FileAlreadyExistsException e) {
            checkOther(place.path(), directory);
            checkDirectory(directory);
            return false;
        }
    }

    /**
     * Checks that an existing directory was not made for another entry of the volume whose name the host treats as
     * equal, for example because it ignores case.
     */
    private void checkOther(TreePath path, Path existing) throws IOException {
        Path name = existing.toRealPath(LinkOption.NOFOLLOW_LINKS).getFileName();
        TreePath other = path.parent().orElseThrow().child(Symbol.wrap(HostNames.lastName(name)));
        if (!other.equals(path) && made.contains(other)) {
            throw new FileSystemException(
                    existing.toString(),
                    null,
                    "this host takes the name for that of " + other + "; rename one of them");
        }
    }

    private static void checkDirectory(Path path) throws NotDirectoryException {
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new NotDirectoryException(path.toString());
        }
    }

    @Override
    public HostOutput createFile(Place place) throws IOException {
        Path file = host(place);
        try {
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
            made.add(place.path());
            return new Output(place.path(), file, channel);
        } catch (FileAlreadyExistsException e) {
            checkOther(place.path(), file);
            throw e;
        }
    }

    @Override
    public void makeSymbolicLink(Place place, Text target, EntryAttributes attributes) throws IOException {
        Path link = host(place);
        Path to = HostNames.target(directory.getFileSystem(), target.toByteArray());
        try {
            Files.createSymbolicLink(link, to);
            made.add(place.path());
        } catch (UnsupportedOperationException e) {
            throw new FileSystemException(link.toString(), null, "this host has no symbolic links");
        } catch (FileAlreadyExistsException e) {
            checkOther(place.path(), link);
            throw e;
        }
    }

    @Override
    public void makeLink(Place place, TreePath first) throws IOException {
        Path link = host(place);
        try {
            createLink(place.path(), link, first);
            made.add(place.path());
        } catch (FileAlreadyExistsException e) {
            checkOther(place.path(), link);
            throw e;
        }
    }

    private void createLink(TreePath path, Path link, TreePath first) throws IOException {
        try {
            Files.createLink(link, host(first));
        } catch (UnsupportedOperationException e) {
            Files.copy(host(first), link, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
            warnings.accept(new EntryProblem(path, "is a copy of " + first + ": this host gives a file one name only"));
        }
    }

    @Override
    public void makeSocket(Place place, EntryAttributes attributes) {
        warnings.accept(new EntryProblem(place.path(), "a socket cannot be made on this host; it is left out"));
    }

    @Override
    public boolean makeSpecialFile(Place place, SpecialNode node, EntryAttributes attributes) {
        return false;
    }

    @Override
    public void demandIsReplaceable(TreePath path) throws IOException {
        Path old = host(path);
        if (Files.isDirectory(old, LinkOption.NOFOLLOW_LINKS)) {
            new OldDirectory(old).demandIsEmpty();
        }
    }

    /** Removes the old entry first: where the host ignores case, a new one in its place would keep the old name. */
    @Override
    public void replace(Place temporary) throws IOException {
        Files.move(host(temporary), host(temporary.path()), StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void discard(Place temporary) throws IOException {
        Files.deleteIfExists(host(temporary));
    }

    @Override
    public boolean isSame(TreePath path, Path file) throws IOException {
        Path entry = host(path);
        return !Files.isSymbolicLink(entry) && Files.isSameFile(entry, file);
    }

    @Override
    public void finishDirectory(TreePath path, EntryAttributes attributes) throws IOException {
        Path directory = host(path);
        if (!path.isRoot()) {
            // On a host that takes two names for the same, a link of the volume may have replaced it.
            checkDirectory(directory);
        }
        describe(directory, path, attributes);
    }

    private void describe(Path file, TreePath path, EntryAttributes attributes) throws IOException {
        UserDefinedFileAttributeView view = Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
        for (Map.Entry<Symbol, Text> attribute : attributes.extended().entrySet()) {
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
                        path,
                        "its extended attribute " + attribute.getKey() + " could not be set: "
                                + Messages.reasonInSentence(e)));
            }
        }
        // The mode comes last: Java opens a file to set its times, which a mode may forbid even its owner.
        Files.getFileAttributeView(file, BasicFileAttributeView.class)
                .setTimes(FileTime.from(attributes.modified()), null, null);
        if (file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            Files.setAttribute(file, "unix:mode", attributes.permissions().mode() & 01777, LinkOption.NOFOLLOW_LINKS);
        }
    }

    private Path host(Place place) throws FileSystemException {
        return HostNames.resolve(
                host(place.path().parent().orElseThrow()), place.name().toByteArray());
    }

    private Path host(TreePath path) throws FileSystemException {
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
        public void finish(EntryAttributes attributes) throws IOException {
            device.close();
            describe(file, path, attributes);
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
