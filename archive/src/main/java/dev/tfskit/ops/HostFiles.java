// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.ops;

import dev.tfskit.schema.TreePath;
import dev.tfskit.schema.walk.PathWalk;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.lookup.HostTree;
import dev.tfskit.source.lookup.SourceTree;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds the files of the host that a configuration names. Immutable.
 *
 * @param targetRoot the directory in which absolute paths are searched first, before the host
 * @param parent the directory to which relative paths are relative
 */
record HostFiles(Optional<Path> targetRoot, Path parent) implements NamedFiles {

    /**
     * Returns where a path leads, whether something is there or not. Links of the target root lead to places in it, and
     * not to the host, whose file of the same name can be another one.
     */
    private Path at(String path) throws IOException {
        try {
            if (!path.startsWith("/")) {
                return parent.resolve(path);
            }
            if (targetRoot.isPresent()) {
                PathWalk.End<Path> end = new PathWalk<>(targetRoot.get(), new Nodes()).along(Text.of(path));
                if (end instanceof PathWalk.End.Arrived<Path>(Path inside, int _)) {
                    return inside;
                }
            }
            return Path.of(path);
        } catch (InvalidPathException e) {
            throw new FileSystemException(
                    path, null, "is not a possible path on this host; correct it in the configuration");
        }
    }

    @Override
    public boolean isDirectory(String path) throws IOException {
        return Files.isDirectory(at(path));
    }

    @Override
    public SourceEntry.File file(String path, TreePath target) throws IOException {
        Path file = at(path);
        return HostTree.entry(file.toRealPath(), target)
                .map(SourceTree.Found::entry)
                .filter(SourceEntry.File.class::isInstance)
                .map(SourceEntry.File.class::cast)
                .orElseThrow(() -> new FileSystemException(
                        file.toString(),
                        null,
                        "is a device, socket or fifo, and Files names regular files; remove it there"));
    }

    @Override
    public SourceTree directory(String path) throws IOException {
        Path directory = at(path);
        if (!Files.exists(directory)) {
            throw new NoSuchFileException(directory.toString());
        }
        if (!Files.isDirectory(directory)) {
            throw new FileSystemException(directory.toString(), null, "is not a directory; name it in Files");
        }
        return new HostTree(directory);
    }

    private record Nodes() implements PathWalk.Nodes<Path, IOException> {

        @Override
        public void enter(Path node) {
            // child() finds nothing in what is no directory.
        }

        @Override
        public Optional<Path> child(Path node, Symbol name) {
            return Optional.of(node.resolve(name.decode()))
                    .filter(child -> Files.exists(child, LinkOption.NOFOLLOW_LINKS));
        }

        @Override
        public Optional<Text> linkTarget(Path node, boolean isLast) throws IOException {
            return Files.isSymbolicLink(node)
                    ? Optional.of(Text.of(Files.readSymbolicLink(node).toString()))
                    : Optional.empty();
        }
    }
}
