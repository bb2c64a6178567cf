// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.schema.TreePath;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.TreeSource;
import dev.tfskit.source.lookup.SourceTree;
import dev.tfskit.source.tfs.VolumeLookupTree;
import dev.tfskit.value.Symbol;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The tree of an image before its update, in which the libraries of a new program are looked up. The update leaves out
 * what the program has from this tree, because the image has it already. Not thread-safe.
 */
final class ExistingTree implements SourceTree {

    private final SourceTree image;
    /**
     * The entries that were asked for. An entry of another tree may be at the same path; those of this tree are known
     * by being these objects.
     */
    private final Map<TreePath, Found> found = new HashMap<>();

    private ExistingTree(SourceTree image) {
        this.image = image;
    }

    /** Opens the root volume of an image. The caller closes it before the update opens the image for writing. */
    static ExistingTree open(Path image) throws IOException {
        return new ExistingTree(new VolumeLookupTree(VolumeTree.openNamed(image), _ -> {}));
    }

    @Override
    public Optional<Found> find(TreePath path) throws IOException {
        Found known = found.get(path);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<Found> entry = image.find(path);
        entry.ifPresent(each -> found.put(path, each));
        return entry;
    }

    @Override
    public List<Symbol> names(TreePath directory) throws IOException {
        return image.names(directory);
    }

    /** Returns the entries of a program that this tree did not supply, in the same order. */
    TreeSource missingOf(TreeSource program) {
        Supplied supplied = new Supplied();
        return new TreeSource() {
            @Override
            public Optional<SourceEntry> next() throws IOException {
                Optional<SourceEntry> entry = program.next();
                while (entry.filter(supplied::add).isPresent()) {
                    entry = program.next();
                }
                return entry;
            }

            @Override
            public boolean isSorted() {
                return program.isSorted();
            }
        };
    }

    /** Returns the paths of the entries of a program that this tree supplied. */
    List<TreePath> suppliedTo(TreeSource program) throws IOException {
        Supplied supplied = new Supplied();
        List<TreePath> paths = new ArrayList<>();
        for (Optional<SourceEntry> entry = program.next(); entry.isPresent(); entry = program.next()) {
            entry.filter(supplied::add).map(SourceEntry::path).ifPresent(paths::add);
        }
        return paths;
    }

    /** The entries of a program that this tree supplied, as far as the program has been read. */
    private final class Supplied {

        private final Set<TreePath> paths = new HashSet<>();

        /** Adds the next entry of the program, and returns true, if this tree supplied it. */
        boolean add(SourceEntry entry) {
            // A hard link is another name of the same file, and so comes from the same tree as the first name.
            boolean isSupplied =
                    entry instanceof SourceEntry.HardLink link ? paths.contains(link.first()) : isFound(entry);
            return isSupplied && paths.add(entry.path());
        }
    }

    private boolean isFound(SourceEntry entry) {
        Found known = found.get(entry.path());
        return known != null && known.entry() == entry;
    }

    @Override
    public void close() throws IOException {
        image.close();
    }
}
