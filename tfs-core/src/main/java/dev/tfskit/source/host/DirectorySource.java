// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source.host;

import dev.tfskit.message.Messages;
import dev.tfskit.posix.HostNames;
import dev.tfskit.posix.PosixHost;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.Content;
import dev.tfskit.source.KernelDirectories;
import dev.tfskit.source.Notice;
import dev.tfskit.source.SelectedPaths;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.TreeSource;
import dev.tfskit.source.attributes.AllExtendedAttributes;
import dev.tfskit.source.attributes.HostAttributes;
import dev.tfskit.source.attributes.HostExtendedAttributes;
import dev.tfskit.source.attributes.NoExtendedAttributes;
import dev.tfskit.source.attributes.UserExtendedAttributes;
import dev.tfskit.source.host.DirectorySelection.MountPoints;
import dev.tfskit.source.host.DirectorySelection.Namespaces;
import dev.tfskit.source.host.TreeDirectories.TreeDirectory;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A directory of the host as a source of entries for an image. Each directory comes before its entries, and names come
 * in the order of their bytes. Names and link targets are taken byte for byte, without conversion to a {@code String}.
 * Fifos and devices are entries, too.
 *
 * <p>Paths in the tree may be longer than the host allows for a path. Other processes may change the tree meanwhile: an
 * entry that they remove or replace is left out. The source reports what it leaves out, except what the caller
 * excludes. One thread creates, uses and closes an instance.
 */
public final class DirectorySource implements TreeSource {

    private final Path root;
    private final DirectorySelection selection;
    private Set<Path> leftOut = Set.of();
    private final SelectedPaths excluded;
    private final Consumer<Notice> notices;
    private final TreeDirectories directories;
    private final Deque<Level> levels = new ArrayDeque<>();
    private final FirstNames firstNames = new FirstNames();
    private @Nullable HostExtendedAttributes extendedAttributes;
    private final HostAttributes rootAttributes;
    private boolean begun;
    private long specialFiles;

    /** A directory that is being read, and the entries that are left. */
    private record Level(TreeDirectory directory, Iterator<DirectoryListing.Entry> entries) {}

    /**
     * Creates a source of a directory's own attributes and of everything below it.
     *
     * @param root a directory, or a symbolic link to one
     * @param selection what to take of the directory
     * @param notices receives notices on the thread that uses the source: about each entry that is left out, but one
     *     notice for all special files whose kind the host does not report; about extended attributes that are left
     *     out; and about an entry that goes in and keeps the Nanos kernel from booting
     * @throws NotDirectoryException when the root is not a directory
     * @throws IOException when the root cannot be read
     */
    public DirectorySource(Path root, DirectorySelection selection, Consumer<Notice> notices) throws IOException {
        if (!Files.isDirectory(root)) {
            Files.readAttributes(root, "size");
            throw new NotDirectoryException(root.toString());
        }
        this.root = root.toRealPath();
        this.directories = new TreeDirectories(this.root);
        this.rootAttributes = HostAttributes.of(this.root);
        this.selection = selection;
        this.excluded = new SelectedPaths(selection.excludes().patterns());
        this.notices = notices;
    }

    /** Returns the files by the real path of their directory, because the source meets entries below its real root. */
    private static Set<Path> realNames(Set<Path> files) throws IOException {
        Set<Path> real = new HashSet<>();
        for (Path file : files) {
            Path directory = file.toAbsolutePath().getParent();
            if (directory != null && Files.isDirectory(directory)) {
                real.add(directory.toRealPath().resolve(file.getFileName()));
            }
        }
        return real;
    }

    private HostExtendedAttributes extendedAttributes() {
        if (selection.namespaces() == Namespaces.NONE) {
            return new NoExtendedAttributes();
        }
        return selection.namespaces() == Namespaces.ALL && PosixHost.serves(root)
                ? new AllExtendedAttributes(PosixHost.open().orElseThrow(), notices)
                : new UserExtendedAttributes();
    }

    @Override
    public boolean isSorted() {
        return true;
    }

    @Override
    public Optional<SourceEntry> next() throws IOException {
        if (!begun) {
            begun = true;
            extendedAttributes = extendedAttributes();
            leftOut = realNames(selection.ownFiles().get());
            enter(directories.root(rootAttributes), rootAttributes);
            return Optional.of(new SourceEntry.Directory(TreePath.ROOT, metadata(root, rootAttributes)));
        }
        while (!levels.isEmpty()) {
            Level level = levels.peek();
            if (!level.entries.hasNext()) {
                levels.pop();
                continue;
            }
            Optional<SourceEntry> entry = entry(level.directory, level.entries.next());
            if (entry.isPresent()) {
                return entry;
            }
        }
        warnAboutSpecialFiles();
        return Optional.empty();
    }

    private Optional<SourceEntry> entry(TreeDirectory directory, DirectoryListing.Entry found) throws IOException {
        try {
            if (directory.plain() != null) {
                return entry(directory, found.file(), found.path());
            }
            Path file = directories.locate(directory).resolve(found.file().getFileName());
            return entry(directory, file, found.path());
        } catch (FileSystemException e) {
            Optional<String> disappearance = Disappearance.of(e);
            if (disappearance.isPresent()) {
                notices.accept(new Notice(found.path().toString(), disappearance.get()));
                return Optional.empty();
            }
            throw directory.plain() != null ? e : directories.named(e, found.path());
        }
    }

    private Optional<SourceEntry> entry(TreeDirectory directory, Path file, TreePath path) throws IOException {
        if (leftOut.contains(file)) {
            return Optional.empty();
        }
        HostAttributes attributes;
        try {
            attributes = HostAttributes.of(file);
        } catch (FileSystemException e) {
            // It may or may not be a directory; rsync leaves it out by either kind of pattern, too.
            if (excluded.includes(path, false) || excluded.includes(path, true)) {
                return Optional.empty();
            }
            throw Disappearance.of(e).isPresent() ? e : unreadable(e);
        }
        if (excluded.includes(path, attributes.kind() == HostAttributes.Kind.DIRECTORY)) {
            return Optional.empty();
        }
        Optional<FirstNames.First> first = firstNames.find(attributes);
        if (first.isPresent()) {
            TreeContent content = first.get().content();
            if (directory.plain() != null && content != null) {
                content.addName(file);
            }
            return Optional.of(new SourceEntry.HardLink(path, first.get().path()));
        }
        if (attributes.kind() != HostAttributes.Kind.DIRECTORY) {
            warnKernelDirectory(path);
        }
        return switch (attributes.kind()) {
            case DIRECTORY -> {
                SourceEntry entry = new SourceEntry.Directory(path, metadata(file, attributes));
                if (isEntered(file, path, attributes)) {
                    enter(directories.child(directory, path, file, attributes), attributes);
                }
                yield Optional.of(entry);
            }
            case FILE -> Optional.of(file(directory, file, path, attributes));
            case LINK -> {
                Text target = Text.wrap(HostNames.linkTarget(Files.readSymbolicLink(file)));
                yield Optional.of(named(new SourceEntry.Link(path, metadata(file, attributes), target), attributes));
            }
            case SOCKET -> Optional.of(named(new SourceEntry.Socket(path, metadata(file, attributes)), attributes));
            case SPECIAL ->
                Optional.of(named(
                        new SourceEntry.Special(
                                path,
                                metadata(file, attributes),
                                attributes.node().orElseThrow()),
                        attributes));
            case OTHER -> {
                specialFiles++;
                yield Optional.of(new SourceEntry.Absence(path));
            }
        };
    }

    /**
     * Returns the error for an entry of which the host tells nothing, such as a mount without the process behind it.
     */
    private static FileSystemException unreadable(FileSystemException e) {
        String reason = e instanceof AccessDeniedException ? "permission denied" : Messages.reasonInSentence(e);
        FileSystemException unreadable =
                new FileSystemException(e.getFile(), null, "cannot be examined: " + reason + "; leave it out with -x");
        unreadable.initCause(e);
        return unreadable;
    }

    private SourceEntry file(TreeDirectory directory, Path file, TreePath path, HostAttributes attributes)
            throws IOException {
        SourceEntry.Metadata metadata = metadata(file, attributes);
        if (directory.plain() == null) {
            Content content = new DeepContent(directories, directory, file.getFileName(), path, attributes);
            return named(new SourceEntry.File(path, metadata, attributes.size(), content), attributes);
        }
        TreeContent content = new TreeContent(file, attributes);
        firstNames.add(attributes, path, content);
        return new SourceEntry.File(path, metadata, attributes.size(), content);
    }

    private SourceEntry named(SourceEntry entry, HostAttributes attributes) {
        firstNames.add(attributes, entry.path(), null);
        return entry;
    }

    private boolean isEntered(Path file, TreePath path, HostAttributes attributes) throws IOException {
        if (selection.excludes().kernelDirectories().leavesEmpty(path)) {
            warnAboutKernelDirectory(file, path);
            return false;
        }
        if (selection.mountPoints() == MountPoints.LEFT_EMPTY
                && !Objects.equals(attributes.device(), rootAttributes.device())) {
            notices.accept(new Notice(path.toString(), "is on another file system, so its contents are left out"));
            return false;
        }
        return true;
    }

    private void warnAboutKernelDirectory(Path directory, TreePath path) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            if (entries.iterator().hasNext()) {
                notices.accept(new Notice(path.toString(), "what is inside is left out: the Nanos kernel provides it"));
            }
        }
    }

    private void warnKernelDirectory(TreePath path) {
        if (KernelDirectories.isOne(path)) {
            notices.accept(new Notice(
                    path.toString(),
                    "is not a directory, so the Nanos kernel will not boot from this image; make it one"));
        }
    }

    private void warnAboutSpecialFiles() {
        if (specialFiles > 0) {
            notices.accept(new Notice(
                    root.toString(),
                    specialFiles
                            + (specialFiles == 1 ? " special file was" : " special files were")
                            + " left out: this host does not report their kinds"));
            specialFiles = 0;
        }
    }

    private void enter(TreeDirectory directory, HostAttributes attributes) throws IOException {
        List<DirectoryListing.Entry> entries =
                DirectoryListing.read(directory.path(), directories.locate(directory), attributes);
        levels.push(new Level(directory, entries.iterator()));
    }

    private SourceEntry.Metadata metadata(Path file, HostAttributes attributes) throws IOException {
        return new SourceEntry.Metadata(
                attributes.permissions(),
                attributes.modified(),
                Objects.requireNonNull(extendedAttributes).of(file, attributes));
    }

    @Override
    public void close() {
        directories.close();
        if (extendedAttributes != null) {
            extendedAttributes.close();
        }
    }
}
