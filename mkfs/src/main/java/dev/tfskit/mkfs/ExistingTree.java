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
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tree of an image before its update, in which the libraries of a new program are looked up. The object remembers
 * the entries that it supplies: the update leaves them out, because the image has them already. Not thread-safe.
 */
final class ExistingTree implements SourceTree {

    private final SourceTree image;
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
        return new TreeSource() {
            @Override
            public Optional<SourceEntry> next() throws IOException {
                Optional<SourceEntry> entry = program.next();
                while (entry.filter(ExistingTree.this::isPresent).isPresent()) {
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
        List<TreePath> paths = new ArrayList<>();
        for (Optional<SourceEntry> entry = program.next(); entry.isPresent(); entry = program.next()) {
            entry.filter(this::isPresent).map(SourceEntry::path).ifPresent(paths::add);
        }
        return paths;
    }

    /**
     * Returns whether this tree supplied an entry. The second name of a file comes as a hard link to its first name.
     */
    private boolean isPresent(SourceEntry entry) {
        Found known = found.get(entry.path());
        return known != null
                && (known.entry() == entry
                        || entry instanceof SourceEntry.HardLink link
                                && Optional.ofNullable(found.get(link.first()))
                                        .filter(first -> first.identity().equals(known.identity()))
                                        .isPresent());
    }

    @Override
    public void close() throws IOException {
        image.close();
    }
}
