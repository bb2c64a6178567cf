// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.schema.walk.PathWalk;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.SymbolicLink;
import dev.tfskit.volume.VolumeBuilder;
import java.io.IOException;
import java.nio.file.NotDirectoryException;
import java.util.Optional;

/** Follows a path through a volume, with symbolic links, and makes each directory that is missing on it. */
final class MissingDirectories implements PathWalk.Nodes<Inode, IOException> {

    private MissingDirectories() {}

    /** Makes the directories of a path, unless something else stands in their way. */
    static void make(VolumeBuilder volume, Text path) throws IOException {
        try {
            new PathWalk<>(volume.root(), new MissingDirectories()).along(path);
        } catch (NotDirectoryException e) {
            // The check of the program reports it.
        }
    }

    @Override
    public void enter(Inode node) throws NotDirectoryException {
        directory(node);
    }

    @Override
    public Optional<Inode> child(Inode node, Symbol name) throws IOException {
        Directory directory = directory(node);
        Optional<Inode> found = directory.find(name);
        return found.isPresent() ? found : Optional.of(directory.createDirectory(name));
    }

    @Override
    public Optional<Text> linkTarget(Inode node, boolean isLast) throws IOException {
        return node instanceof SymbolicLink link ? Optional.of(link.target()) : Optional.empty();
    }

    private static Directory directory(Inode node) throws NotDirectoryException {
        if (node instanceof Directory directory) {
            return directory;
        }
        throw new NotDirectoryException(node.toString());
    }
}
