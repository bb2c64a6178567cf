// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.ops;

import dev.tfskit.schema.TreePath;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.lookup.HostTree;
import dev.tfskit.source.lookup.SourceTree;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
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

    /** Returns where a path leads, whether something is there or not. */
    private Path at(String path) throws FileSystemException {
        try {
            if (!path.startsWith("/")) {
                return parent.resolve(path);
            }
            if (targetRoot.isPresent()) {
                Path inside = targetRoot.get().resolve(path.replaceFirst("^/+", ""));
                if (Files.exists(inside)) {
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
    public boolean isDirectory(String path) throws FileSystemException {
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
}
