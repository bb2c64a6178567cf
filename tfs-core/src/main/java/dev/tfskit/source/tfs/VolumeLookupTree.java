// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source.tfs;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.Notice;
import dev.tfskit.source.lookup.DirectoryValues;
import dev.tfskit.source.lookup.SourceTree;
import dev.tfskit.value.Symbol;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A volume as a tree whose entries are looked up by path. The volume must not change meanwhile. Not thread-safe. */
public final class VolumeLookupTree implements SourceTree {

    private final Volume volume;
    private final InodeEntries entries;
    private final DirectoryValues<Optional<Inode>> directories;

    /**
     * Creates a tree whose contents fail to be read where the device of the volume fails.
     *
     * @param volume the volume; {@link #close} closes it
     */
    public VolumeLookupTree(Volume volume) {
        this(volume, FileContents.asStored(volume));
    }

    /**
     * Creates a tree whose contents have zeros where the volume cannot be read.
     *
     * @param volume the volume; {@link #close} closes it
     * @param lost receives a notice about bytes that cannot be read
     */
    public VolumeLookupTree(Volume volume, Consumer<Notice> lost) {
        this(volume, FileContents.withZeros(volume, lost));
    }

    private VolumeLookupTree(Volume volume, FileContents contents) {
        this.volume = volume;
        this.entries = new InodeEntries(volume, contents);
        this.directories = new DirectoryValues<>(Optional.of(volume.root()), VolumeLookupTree::child);
    }

    @Override
    public Optional<Found> find(TreePath path) throws IOException {
        Optional<Inode> inode = inode(path);
        return inode.isEmpty()
                ? Optional.empty()
                : Optional.of(new Found(entries.entry(path, inode.get()), inode.get()));
    }

    private Optional<Inode> inode(TreePath path) throws IOException {
        Optional<TreePath> parent = path.parent();
        return parent.isEmpty() ? Optional.of(volume.root()) : child(directories.of(parent.get()), path);
    }

    private static Optional<Inode> child(Optional<Inode> parent, TreePath path) throws TfsFormatException {
        return parent.isPresent() && parent.get() instanceof Directory directory
                ? directory.find(path.name())
                : Optional.empty();
    }

    @Override
    public List<Symbol> names(TreePath directory) throws IOException {
        List<Symbol> names = new ArrayList<>();
        if (directories.of(directory).orElseThrow() instanceof Directory found) {
            found.entries().forEach(entry -> names.add(entry.name()));
        }
        names.sort(null);
        return names;
    }

    @Override
    public void close() throws IOException {
        volume.close();
    }
}
