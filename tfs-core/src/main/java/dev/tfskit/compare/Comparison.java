package dev.tfskit.compare;

import dev.tfskit.TfsFormatException;
import dev.tfskit.schema.TreePath;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.DirectoryEntry;
import dev.tfskit.volume.FileLayout;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Walks two volumes side by side and tells where they differ, in the order of a walk of one: a directory before what is in it, names in the
 * order of their bytes. It ends on every pair of trees, however deep or tangled. Holds the entries of the directories it is in, and no
 * contents but two buffers. Not thread safe.
 */
public final class Comparison {

    private final AttributeComparison attributes = new AttributeComparison();
    private final ContentComparison contents;
    private final LinkComparison links = new LinkComparison();
    /** Where files with several names differ, so that they are read once and not once for each name. */
    private final Map<Files, OptionalLong> compared = new HashMap<>();
    private final Set<Directory> entered = new HashSet<>();
    private final Deque<Level> levels = new ArrayDeque<>();
    private final Deque<Difference> found = new ArrayDeque<>();

    private record Files(RegularFile first, RegularFile second) {}

    private record Level(TreePath path, Entries first, Entries second) {}

    /** A comparison before its first difference. */
    public Comparison(final Volume first, final Volume second) {
        contents = new ContentComparison(first, second);
        attributes.compare(TreePath.ROOT, first.root(), second.root(), found::add);
        enter(TreePath.ROOT, first.root(), second.root());
    }

    /**
     * Whether there is another difference. Looking for it may take long.
     *
     * @throws IOException when a device cannot be read; damage is a difference
     */
    public boolean hasNext() throws IOException {
        while (found.isEmpty() && !levels.isEmpty()) {
            step(levels.peek());
        }
        return !found.isEmpty();
    }

    /**
     * The next difference.
     *
     * @throws NoSuchElementException when there is none
     * @throws IOException as {@link #hasNext}
     */
    public Difference next() throws IOException {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return found.poll();
    }

    private void step(final Level level) throws IOException {
        final int order = level.first.compareNextTo(level.second);
        if (order == 0 && !level.first.hasNext()) {
            levels.pop();
        } else if (order < 0) {
            final DirectoryEntry entry = level.first.next();
            only(level.path.child(entry.name()), Side.FIRST, entry);
        } else if (order > 0) {
            final DirectoryEntry entry = level.second.next();
            only(level.path.child(entry.name()), Side.SECOND, entry);
        } else {
            final DirectoryEntry entry = level.first.next();
            both(level.path.child(entry.name()), entry, level.second.next());
        }
    }

    private void only(final TreePath path, final Side side, final DirectoryEntry entry) {
        inode(path, side, entry).ifPresent(inode -> found.add(switch (side) {
            case FIRST -> new Difference.OnlyInFirst(path, inode.kind());
            case SECOND -> new Difference.OnlyInSecond(path, inode.kind());
        }));
    }

    private Optional<Inode> inode(final TreePath path, final Side side, final DirectoryEntry entry) {
        try {
            return Optional.of(entry.inode());
        } catch (TfsFormatException damage) {
            found.add(new Difference.Damaged(path, side, damage));
            return Optional.empty();
        }
    }

    private void both(final TreePath path, final DirectoryEntry firstEntry, final DirectoryEntry secondEntry) throws IOException {
        final Optional<Inode> first = inode(path, Side.FIRST, firstEntry);
        final Optional<Inode> second = inode(path, Side.SECOND, secondEntry);
        if (first.isEmpty() || second.isEmpty()) {
            return;
        }
        if (first.get().kind() != second.get().kind()) {
            found.add(new Difference.KindDiffers(path, first.get().kind(), second.get().kind()));
            return;
        }
        attributes.compare(path, first.get(), second.get(), found::add);
        if (first.get() instanceof Directory left && second.get() instanceof Directory right) {
            enter(path, left, right);
            return;
        }
        links.compare(path, first.get(), second.get()).ifPresent(found::add);
        if (first.get() instanceof RegularFile left && second.get() instanceof RegularFile right) {
            compareContents(path, left, right);
        }
    }

    private void enter(final TreePath path, final Directory first, final Directory second) {
        final boolean isFirstNew = isNew(path, Side.FIRST, first);
        // The same tuple on both sides is a volume compared with itself.
        final boolean isSecondNew = first.equals(second) ? isFirstNew : isNew(path, Side.SECOND, second);
        if (isFirstNew && isSecondNew) {
            levels.push(new Level(path, new Entries(first), new Entries(second)));
        }
    }

    private boolean isNew(final TreePath path, final Side side, final Directory directory) {
        final boolean isNew = entered.add(directory);
        if (!isNew) {
            found.add(new Difference.Damaged(path, side, new TfsFormatException("a directory that has another name already")));
        }
        return isNew;
    }

    private void compareContents(final TreePath path, final RegularFile first, final RegularFile second) throws IOException {
        final Optional<FileLayout> left = bytes(path, Side.FIRST, first);
        final Optional<FileLayout> right = bytes(path, Side.SECOND, second);
        if (left.isPresent() && right.isPresent() && left.get().length() == right.get().length()) {
            final boolean isLinked = first.linkCount() > 1 || second.linkCount() > 1;
            final OptionalLong position = isLinked ? firstDifferenceOfLinked(new Files(first, second), left.get(), right.get())
                    : contents.firstDifference(left.get(), right.get());
            if (position.isPresent()) {
                found.add(new Difference.ContentDiffers(path, position.getAsLong()));
            }
        }
    }

    private OptionalLong firstDifferenceOfLinked(final Files files, final FileLayout first, final FileLayout second)
            throws IOException {
        final Optional<OptionalLong> known = Optional.ofNullable(compared.get(files));
        if (known.isPresent()) {
            return known.get();
        }
        final OptionalLong position = contents.firstDifference(first, second);
        compared.put(files, position);
        return position;
    }

    private Optional<FileLayout> bytes(final TreePath path, final Side side, final RegularFile file) {
        try {
            return Optional.of(new FileLayout(file.dataRuns(), file.length()));
        } catch (TfsFormatException damage) {
            found.add(new Difference.Damaged(path, side, damage));
            return Optional.empty();
        }
    }
}
