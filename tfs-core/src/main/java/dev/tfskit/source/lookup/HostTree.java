// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source.lookup;

import dev.tfskit.posix.HostNames;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.attributes.HostAttributes;
import dev.tfskit.source.attributes.HostExtendedAttributes;
import dev.tfskit.source.attributes.UserExtendedAttributes;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A directory of the host as a tree whose entries are looked up by path. */
public final class HostTree implements SourceTree {

    private final Path root;
    private final UserExtendedAttributes extendedAttributes = new UserExtendedAttributes();

    /**
     * Creates a tree.
     *
     * @param root a directory, or a link to one
     * @throws NotDirectoryException when the root is not a directory
     * @throws IOException when it cannot be read
     */
    public HostTree(Path root) throws IOException {
        if (!Files.isDirectory(root)) {
            Files.readAttributes(root, "size");
            throw new NotDirectoryException(root.toString());
        }
        this.root = root.toRealPath();
    }

    /**
     * Returns an entry for a file of the host.
     *
     * @param file the file
     * @param path the path of the entry
     * @return the entry; empty if the host does not report the kind of the file
     * @throws IOException when the file cannot be read
     */
    public static Optional<Found> entry(Path file, TreePath path) throws IOException {
        return entry(file, path, new UserExtendedAttributes());
    }

    private static Optional<Found> entry(Path file, TreePath path, UserExtendedAttributes extendedAttributes)
            throws IOException {
        HostAttributes attributes = HostAttributes.of(file);
        SourceEntry.Metadata metadata = new SourceEntry.Metadata(
                attributes.permissions(), attributes.modified(), readable(extendedAttributes, file, attributes));
        Optional<SourceEntry> entry = switch (attributes.kind()) {
            case DIRECTORY -> Optional.of(new SourceEntry.Directory(path, metadata));
            case FILE -> Optional.of(new SourceEntry.File(path, metadata, attributes.size(), file));
            case LINK ->
                Optional.of(new SourceEntry.Link(
                        path, metadata, Text.wrap(HostNames.linkTarget(Files.readSymbolicLink(file)))));
            case SOCKET -> Optional.of(new SourceEntry.Socket(path, metadata));
            case SPECIAL ->
                Optional.of(new SourceEntry.Special(
                        path, metadata, attributes.node().orElseThrow()));
            case OTHER -> Optional.empty();
        };
        return entry.map(found -> new Found(found, attributes.key()));
    }

    /**
     * Returns the extended attributes of a file; none of a directory that may be passed through and not be read, such
     * as one of mode 0711. Where the whole directory goes in, reading its names fails.
     */
    private static Map<Symbol, Text> readable(
            HostExtendedAttributes extendedAttributes, Path file, HostAttributes attributes) throws IOException {
        try {
            return extendedAttributes.of(file, attributes);
        } catch (AccessDeniedException e) {
            if (attributes.kind() == HostAttributes.Kind.DIRECTORY) {
                return Map.of();
            }
            throw e;
        }
    }

    @Override
    public Optional<Found> find(TreePath path) throws IOException {
        try {
            return entry(host(path), path, extendedAttributes);
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    @Override
    public List<Symbol> names(TreePath directory) throws IOException {
        List<Symbol> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(host(directory))) {
            for (Path entry : entries) {
                names.add(Symbol.wrap(HostNames.lastName(entry)));
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        names.sort(null);
        return names;
    }

    private Path host(TreePath path) throws FileSystemException {
        Path at = root;
        for (Symbol name : path.names()) {
            at = HostNames.resolve(at, name.toByteArray());
        }
        return at;
    }
}
