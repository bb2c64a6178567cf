// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.io.IoFunction;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.TreePath;
import dev.tfskit.schema.walk.PathWalk;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.lookup.DirectoryValues;
import dev.tfskit.source.lookup.SourcePathWalk;
import dev.tfskit.source.lookup.SourceTree;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The trees of {@code -r} over an image that is updated. Where the image has a directory and the trees have a link, the
 * link does not count, because everything below the directory would go with it. Instead, this tree shows a directory
 * there, with the entries of the directory to which the link leads; if the link leads to no directory, this tree shows
 * nothing there. Closing this tree closes the trees of {@code -r}. Not thread-safe.
 */
final class RootsOverImage implements SourceTree {

    private final SourceTree roots;
    private final SourceTree image;
    private final DirectoryValues<Optional<TreePath>> places;

    RootsOverImage(SourceTree roots, SourceTree image) {
        this.roots = roots;
        this.image = image;
        this.places = new DirectoryValues<>(
                Optional.of(TreePath.ROOT),
                (above, path) -> inRoots(above, path)
                        .map(Found::entry)
                        .filter(SourceEntry.Directory.class::isInstance)
                        .map(SourceEntry::path));
    }

    @Override
    public Optional<Found> find(TreePath path) throws IOException {
        Optional<Found> found = inRoots(path);
        return found.isPresent()
                        && found.get().entry() instanceof SourceEntry.Link link
                        && !link.path().equals(path)
                ? Optional.of(moved(found.get(), link, path))
                : found.map(entry -> entry.at(path));
    }

    /** Returns the entry of the trees for a path, with its path there. */
    private Optional<Found> inRoots(TreePath path) throws IOException {
        Optional<TreePath> directory = path.parent();
        return directory.isEmpty() ? roots.find(path) : inRoots(places.of(directory.get()), path);
    }

    /**
     * Returns a link of the trees at another path, from where it leads to the same entry as in the trees. The image has
     * what the trees lack.
     */
    private Found moved(Found found, SourceEntry.Link link, TreePath path) throws IOException {
        boolean isAbsolute = link.target().indexOf('/') == 0;
        return isAbsolute || mayStay(link.path(), path)
                ? found.at(path)
                : new Found(new SourceEntry.Link(path, link.metadata(), absoluteTarget(link)), found.identity());
    }

    /** Returns whether a relative target leads to the same entry from another path, or to none from the path it has. */
    private boolean mayStay(TreePath there, TreePath here) throws IOException {
        Optional<Object> end = end(roots::find, there);
        return end.isEmpty() || end.equals(end(path -> inRoots(path).map(found -> found.at(path)), here));
    }

    /** Returns what identifies the entry to which a path leads in a tree over the image; empty if it leads nowhere. */
    private Optional<Object> end(IoFunction<TreePath, Optional<Found>> tree, TreePath path) throws IOException {
        return new SourcePathWalk(at -> {
                    Optional<Found> found = tree.apply(at);
                    return found.isPresent() ? found : image.find(at);
                })
                .along(path.toText())
                .map(Found::identity);
    }

    /** Returns the target from the root. No link is above the link, so dots at its start lead up from there. */
    private static Text absoluteTarget(SourceEntry.Link link) {
        TreePath target = link.path().parent().orElse(TreePath.ROOT);
        boolean isAtStart = true;
        for (Symbol name : PathWalk.split(link.target())) {
            isAtStart = isAtStart && (name.equals(Attributes.SELF) || name.equals(Attributes.PARENT));
            if (!isAtStart) {
                target = target.child(name);
            } else if (name.equals(Attributes.PARENT)) {
                target = target.parent().orElse(TreePath.ROOT);
            }
        }
        return target.toText();
    }

    @Override
    public List<Symbol> names(TreePath directory) throws IOException {
        Optional<TreePath> place = places.of(directory);
        return place.isPresent() ? roots.names(place.get()) : List.of();
    }

    /**
     * Returns the entry of the trees for a path.
     *
     * @param above the directory of the trees with the entry; empty if they have none
     */
    private Optional<Found> inRoots(Optional<TreePath> above, TreePath path) throws IOException {
        if (above.isEmpty()) {
            return Optional.empty();
        }
        TreePath place = above.get().child(path.name());
        Optional<Found> found = roots.find(place);
        if (found.isPresent() && found.get().entry() instanceof SourceEntry.Link && isDirectoryOfImage(path)) {
            return new SourcePathWalk(roots::find)
                    .along(place.toText())
                    .filter(end -> end.entry() instanceof SourceEntry.Directory);
        }
        return found;
    }

    private boolean isDirectoryOfImage(TreePath path) throws IOException {
        return image.find(path)
                .filter(found -> found.entry() instanceof SourceEntry.Directory)
                .isPresent();
    }

    @Override
    public void close() throws IOException {
        roots.close();
    }
}
