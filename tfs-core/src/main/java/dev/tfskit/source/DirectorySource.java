// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source;

import dev.tfskit.posix.HostNames;
import dev.tfskit.posix.PosixHost;
import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A directory of the host as a source: each directory before its contents, names in the order of their bytes. Names and
 * link targets come over byte for byte. What TFS has no place for is left out and said so. One thread makes, uses and
 * closes it.
 */
public final class DirectorySource implements TreeSource {

    private final Path root;
    private final Namespaces namespaces;
    private final boolean oneFileSystem;
    private final Supplier<Set<Path>> ownFiles;
    private Set<Path> leftOut = Set.of();
    private final Excludes excludes;
    private final Consumer<Notice> notices;
    private final Deque<Iterator<Found>> levels = new ArrayDeque<>();
    private final Map<Object, TreePath> linked = new HashMap<>();
    private Optional<HostExtendedAttributes> extendedAttributes = Optional.empty();
    private final HostAttributes rootAttributes;
    private boolean begun;
    private long specialFiles;

    private record Found(Path file, TreePath path) {}

    /** Which extended attributes of the host come along. */
    public enum Namespaces {

        /** Those of users: {@code user}. */
        USER,

        /**
         * All but access control lists, where this is Linux; elsewhere those of users. To ask for them takes noticeably
         * longer.
         */
        ALL;

        private HostExtendedAttributes open(Consumer<Notice> notices) {
            return switch (this) {
                case USER -> new UserExtendedAttributes();
                case ALL ->
                    PosixHost.open()
                            .<HostExtendedAttributes>map(host -> new AllExtendedAttributes(host, notices))
                            .orElseGet(UserExtendedAttributes::new);
            };
        }
    }

    /**
     * A source for everything below a directory, and for the attributes of the directory itself.
     *
     * @param root a directory; a link to one will do
     * @param namespaces which extended attributes come along
     * @param oneFileSystem whether directories on which something else is mounted stay empty
     * @param ownFiles files that are passed over, such as the image that is being written; asked for with the first
     *     entry
     * @param excludes entries that are passed over without a word
     * @param notices told what was left out
     * @throws NotDirectoryException when the root is something else
     * @throws IOException when it cannot be read
     */
    public DirectorySource(
            Path root,
            Namespaces namespaces,
            boolean oneFileSystem,
            Supplier<Set<Path>> ownFiles,
            Excludes excludes,
            Consumer<Notice> notices)
            throws IOException {
        if (!Files.isDirectory(root)) {
            Files.readAttributes(root, "size");
            throw new NotDirectoryException(root.toString());
        }
        this.root = root.toRealPath();
        this.rootAttributes = HostAttributes.of(this.root);
        this.namespaces = namespaces;
        this.oneFileSystem = oneFileSystem;
        this.ownFiles = ownFiles;
        this.excludes = excludes;
        this.notices = notices;
    }

    /** Files are met under the real name of the root, whatever way to them the user has named. */
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

    @Override
    public boolean isSorted() {
        return true;
    }

    @Override
    public Optional<SourceEntry> next() throws IOException {
        if (!begun) {
            begun = true;
            extendedAttributes = Optional.of(namespaces.open(notices));
            leftOut = realNames(ownFiles.get());
            enter(root, TreePath.ROOT);
            return Optional.of(new SourceEntry.Directory(TreePath.ROOT, metadata(root, rootAttributes)));
        }
        while (!levels.isEmpty()) {
            if (!levels.peek().hasNext()) {
                levels.pop();
                continue;
            }
            Found found = levels.peek().next();
            Optional<SourceEntry> entry = entry(found.file, found.path);
            if (entry.isPresent()) {
                return entry;
            }
        }
        warnAboutSpecialFiles();
        return Optional.empty();
    }

    private Optional<SourceEntry> entry(Path file, TreePath path) throws IOException {
        if (leftOut.contains(file)) {
            return Optional.empty();
        }
        HostAttributes attributes = HostAttributes.of(file);
        if (excludes.leavesOut(path, attributes.kind() == HostAttributes.Kind.DIRECTORY)) {
            return Optional.empty();
        }
        Optional<SourceEntry> other = firstName(attributes, path);
        if (other.isPresent()) {
            return other;
        }
        if (attributes.kind() != HostAttributes.Kind.DIRECTORY) {
            warnKernelDirectory(path);
        }
        return switch (attributes.kind()) {
            case DIRECTORY -> {
                SourceEntry directory = new SourceEntry.Directory(path, metadata(file, attributes));
                if (isEntered(file, path, attributes)) {
                    enter(file, path);
                }
                yield Optional.of(directory);
            }
            case FILE -> Optional.of(new SourceEntry.File(path, metadata(file, attributes), attributes.size(), file));
            case LINK -> {
                Text target = Text.wrap(HostNames.linkTarget(Files.readSymbolicLink(file)));
                yield Optional.of(new SourceEntry.Link(path, metadata(file, attributes), target));
            }
            case SOCKET -> Optional.of(new SourceEntry.Socket(path, metadata(file, attributes)));
            case OTHER -> {
                specialFiles++;
                yield Optional.empty();
            }
        };
    }

    /** Another name of a file that came before. Directories have only one name whatever their link count says. */
    private Optional<SourceEntry> firstName(HostAttributes attributes, TreePath path) {
        if (attributes.links() < 2
                || attributes.kind() == HostAttributes.Kind.DIRECTORY
                || attributes.kind() == HostAttributes.Kind.OTHER) {
            return Optional.empty();
        }
        TreePath first = linked.putIfAbsent(attributes.key(), path);
        return Optional.ofNullable(first).map(earlier -> new SourceEntry.HardLink(path, earlier));
    }

    private boolean isEntered(Path file, TreePath path, HostAttributes attributes) throws IOException {
        if (excludes.leavesEmpty(path)) {
            warnAboutKernelDirectory(file, path);
            return false;
        }
        if (oneFileSystem && !Objects.equals(attributes.device(), rootAttributes.device())) {
            notices.accept(new Notice(path.toString(), "is on another file system, its contents are left out"));
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
        if (Excludes.isKernelDirectory(path)) {
            notices.accept(
                    new Notice(path.toString(), "is no directory: the Nanos kernel will not boot from this image"));
        }
    }

    private void warnAboutSpecialFiles() {
        if (specialFiles > 0) {
            notices.accept(new Notice(
                    root.toString(),
                    specialFiles
                            + (specialFiles == 1 ? " device or fifo was" : " devices and fifos were")
                            + " left out: TFS has no place for them"));
            specialFiles = 0;
        }
    }

    private void enter(Path directory, TreePath path) throws IOException {
        List<Found> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                found.add(new Found(entry, path.child(Symbol.wrap(HostNames.lastName(entry)))));
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        found.sort(Comparator.comparing(entry -> entry.path.name()));
        levels.push(found.iterator());
    }

    private SourceEntry.Metadata metadata(Path file, HostAttributes attributes) throws IOException {
        return new SourceEntry.Metadata(
                attributes.permissions(),
                attributes.modified(),
                extendedAttributes.orElseThrow().of(file, attributes));
    }

    @Override
    public void close() {
        extendedAttributes.ifPresent(HostExtendedAttributes::close);
    }
}
