// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.ops;

import dev.tfskit.schema.TreePath;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.lookup.HostTree;
import dev.tfskit.source.lookup.SourcePathWalk;
import dev.tfskit.source.lookup.SourceTree;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds the files that a configuration names: in the target root, and then on the host. Not thread-safe.
 *
 * @param targetRoot the tree in which absolute paths are searched first, before the host
 * @param parent the directory of the host to which relative paths are relative
 */
record HostFiles(SourceTree targetRoot, Path parent) implements NamedFiles {

    /**
     * Returns the entry of the target root to which a path leads; empty when the path is one of the host. Links of the
     * target root lead to places in it, and not to the host, whose file of the same name can be another one.
     */
    private Optional<SourceEntry> inTargetRoot(String path) throws IOException {
        if (!path.startsWith("/")) {
            return Optional.empty();
        }
        SourcePathWalk walk = new SourcePathWalk(targetRoot::find);
        Optional<SourceEntry> found = walk.along(Text.of(path)).map(SourceTree.Found::entry);
        if (found.isEmpty() && walk.lastLink().isPresent()) {
            throw new FileSystemException(
                    path, null, "is a link in the tree where it was found, which leads nowhere; correct the link");
        }
        return found;
    }

    private Path onHost(String path) throws FileSystemException {
        try {
            return parent.resolve(path);
        } catch (InvalidPathException e) {
            throw new FileSystemException(
                    path, null, "is not a possible path on this host; correct it in the configuration");
        }
    }

    @Override
    public boolean isDirectory(String path) throws IOException {
        Optional<SourceEntry> inside = inTargetRoot(path);
        return inside.isPresent() ? inside.get() instanceof SourceEntry.Directory : Files.isDirectory(onHost(path));
    }

    @Override
    public SourceEntry.File file(String path, TreePath target) throws IOException {
        Optional<SourceEntry> inside = inTargetRoot(path);
        Optional<SourceEntry> found = inside.isPresent()
                ? inside
                : HostTree.entry(onHost(path).toRealPath(), target).map(SourceTree.Found::entry);
        if (found.isPresent() && found.get() instanceof SourceEntry.File file) {
            return new SourceEntry.File(target, file.metadata(), file.size(), file.content());
        }
        throw new FileSystemException(
                path, null, "is a device, socket or fifo, and Files names regular files; remove it there");
    }

    @Override
    public SourceTree directory(String path) throws IOException {
        Optional<SourceEntry> inside = inTargetRoot(path);
        if (inside.isPresent() && inside.get() instanceof SourceEntry.Directory found) {
            return new Subtree(targetRoot, found.path());
        }
        Path directory = onHost(path);
        if (inside.isEmpty() && Files.isDirectory(directory)) {
            return new HostTree(directory);
        }
        if (inside.isEmpty() && !Files.exists(directory)) {
            throw new NoSuchFileException(directory.toString());
        }
        throw new FileSystemException(path, null, "is not a directory; name it in Files");
    }
}
