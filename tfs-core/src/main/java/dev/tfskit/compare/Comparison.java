// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.compare;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.schema.TreePath;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.DirectoryEntry;
import dev.tfskit.volume.EnteredDirectories;
import dev.tfskit.volume.FileLayout;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.InodeResults;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.SharedInodes;
import dev.tfskit.volume.TreeWalk;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Walks two volumes side by side and reports their differences. The order is that of a walk of one volume: a directory
 * comes before its entries, and names come in the order of their bytes. The walk ends for every pair of trees, also for
 * damaged ones with cycles. Memory holds the entries of the directories on the current path, a number for each
 * directory that was entered, two buffers for contents, and what files with several names share. Not thread-safe.
 */
public final class Comparison {

    private final AttributeComparison attributes;
    private final ContentComparison contents;
    private final Predicate<TreePath> scope;
    private final boolean namesAllBelow;
    private final SharedInodes firstShared;
    private final SharedInodes secondShared;
    private final LinkComparison links;
    private final InodeResults<FileLayout> firstLayouts = new InodeResults<>();
    private final InodeResults<FileLayout> secondLayouts = new InodeResults<>();
    /** What each pair of files with several names differs in, so that no pair is read twice. */
    private final Map<Files, Optional<ContentComparison.Finding>> compared = new HashMap<>();

    private final EnteredDirectories entered = new EnteredDirectories();
    private final Deque<Level> levels = new ArrayDeque<>();
    private final Deque<Difference> found = new ArrayDeque<>();

    /** What is below a directory that only one side has. */
    private @Nullable Below below;

    private record Below(TreeWalk walk, Side side) {}

    private record Files(RegularFile first, RegularFile second) {}

    private record Level(TreePath path, Entries first, Entries second) {}

    /**
     * Creates a comparison that stands before its first difference. Of a directory that only one volume has, or that is
     * no directory in the other volume, it reports the directory alone.
     *
     * @param first the first volume; it stays open
     * @param second the second volume; it stays open
     */
    public Comparison(Volume first, Volume second) {
        this(first, second, _ -> true, false);
    }

    /**
     * Creates a comparison of a part of the trees. It also reports each entry below a directory that only one volume
     * has, or that is no directory in the other volume.
     *
     * @param first the first volume; it stays open
     * @param second the second volume; it stays open
     * @param scope returns whether an entry and everything below it are compared
     */
    public Comparison(Volume first, Volume second, Predicate<TreePath> scope) {
        this(first, second, scope, true);
    }

    private Comparison(Volume first, Volume second, Predicate<TreePath> scope, boolean namesAllBelow) {
        this.scope = scope;
        this.namesAllBelow = namesAllBelow;
        contents = new ContentComparison(first, second);
        firstShared = new SharedInodes(first);
        secondShared = new SharedInodes(second);
        attributes = new AttributeComparison(firstShared, secondShared);
        links = new LinkComparison(firstShared, secondShared);
        attributes.compare(TreePath.ROOT, first.root(), second.root(), found::add);
        enter(TreePath.ROOT, first.root(), second.root());
    }

    /**
     * Returns whether there is another difference. The search for it may take long.
     *
     * @return true when {@link #next} returns one
     * @throws IOException when a device cannot be read; damage is a difference
     */
    public boolean hasNext() throws IOException {
        while (found.isEmpty() && !levels.isEmpty()) {
            if (below == null) {
                step(levels.peek());
            } else {
                stepBelow(below);
            }
        }
        return !found.isEmpty();
    }

    /**
     * Returns the next difference.
     *
     * @return the difference
     * @throws NoSuchElementException when there is none
     * @throws IOException as {@link #hasNext}
     */
    public Difference next() throws IOException {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return found.poll();
    }

    private void step(Level level) throws IOException {
        int order = level.first.compareNextTo(level.second);
        if (order == 0 && !level.first.hasNext()) {
            levels.pop();
        } else if (order < 0) {
            DirectoryEntry entry = level.first.next();
            TreePath path = level.path.child(entry.name());
            if (scope.test(path)) {
                only(path, Side.FIRST, entry);
            }
        } else if (order > 0) {
            DirectoryEntry entry = level.second.next();
            TreePath path = level.path.child(entry.name());
            if (scope.test(path)) {
                only(path, Side.SECOND, entry);
            }
        } else {
            DirectoryEntry entry = level.first.next();
            DirectoryEntry other = level.second.next();
            TreePath path = level.path.child(entry.name());
            if (scope.test(path)) {
                both(path, entry, other);
            }
        }
    }

    private void stepBelow(Below directory) {
        if (!directory.walk.hasNext()) {
            below = null;
            return;
        }
        switch (directory.walk.next()) {
            case TreeWalk.Visit.Entry(TreePath path, Inode inode) -> {
                if (scope.test(path)) {
                    found.add(onlyIn(directory.side, path, inode));
                }
            }
            case TreeWalk.Visit.Damaged(TreePath path, TfsFormatException reason) ->
                found.add(new Difference.Damaged(path, directory.side, reason));
        }
    }

    private void only(TreePath path, Side side, DirectoryEntry entry) {
        Optional<Inode> inode = inode(path, side, entry);
        if (inode.isPresent()) {
            found.add(onlyIn(side, path, inode.get()));
            enterAlone(path, side, inode.get());
        }
    }

    /** Reports next what is below a directory that only one side has. */
    private void enterAlone(TreePath path, Side side, Inode inode) {
        if (namesAllBelow && inode instanceof Directory directory && isNew(path, side, directory)) {
            below = new Below(new TreeWalk(path, directory, entered), side);
        }
    }

    private static Difference onlyIn(Side side, TreePath path, Inode inode) {
        return switch (side) {
            case FIRST -> new Difference.OnlyInFirst(path, inode);
            case SECOND -> new Difference.OnlyInSecond(path, inode);
        };
    }

    private Optional<Inode> inode(TreePath path, Side side, DirectoryEntry entry) {
        try {
            return Optional.of(entry.inode());
        } catch (TfsFormatException damage) {
            found.add(new Difference.Damaged(path, side, damage));
            return Optional.empty();
        }
    }

    private void both(TreePath path, DirectoryEntry firstEntry, DirectoryEntry secondEntry) throws IOException {
        Optional<Inode> first = inode(path, Side.FIRST, firstEntry);
        Optional<Inode> second = inode(path, Side.SECOND, secondEntry);
        if (first.isEmpty() || second.isEmpty()) {
            return;
        }
        if (first.get().kind() != second.get().kind()) {
            found.add(new Difference.KindDiffers(
                    path, first.get().kind(), second.get().kind()));
            // At most one of them is a directory.
            enterAlone(path, Side.FIRST, first.get());
            enterAlone(path, Side.SECOND, second.get());
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

    private void enter(TreePath path, Directory first, Directory second) {
        boolean isFirstNew = isNew(path, Side.FIRST, first);
        // When a volume is compared with itself, both sides have the same tuple.
        boolean isSecondNew = first.equals(second) ? isFirstNew : isNew(path, Side.SECOND, second);
        if (isFirstNew && isSecondNew) {
            levels.push(new Level(path, new Entries(first), new Entries(second)));
        }
    }

    private boolean isNew(TreePath path, Side side, Directory directory) {
        Optional<TfsFormatException> damage = entered.add(directory);
        damage.ifPresent(reason -> found.add(new Difference.Damaged(path, side, reason)));
        return damage.isEmpty();
    }

    private void compareContents(TreePath path, RegularFile first, RegularFile second) throws IOException {
        Optional<FileLayout> left = layout(path, Side.FIRST, firstLayouts, first);
        Optional<FileLayout> right = layout(path, Side.SECOND, secondLayouts, second);
        if (left.isPresent()
                && right.isPresent()
                && left.get().length() == right.get().length()) {
            boolean isShared = firstShared.contains(first) || secondShared.contains(second);
            Optional<ContentComparison.Finding> finding = isShared
                    ? compareShared(new Files(first, second), left.get(), right.get())
                    : contents.compare(left.get(), right.get());
            finding.ifPresent(difference -> found.add(difference.at(path)));
        }
    }

    private Optional<ContentComparison.Finding> compareShared(Files files, FileLayout first, FileLayout second)
            throws IOException {
        if (!compared.containsKey(files)) {
            compared.put(files, contents.compare(first, second));
        }
        return compared.get(files);
    }

    private Optional<FileLayout> layout(TreePath path, Side side, InodeResults<FileLayout> layouts, RegularFile file)
            throws IOException {
        try {
            return Optional.of(layouts.get(file, () -> new FileLayout(file.dataRuns(), file.length())));
        } catch (TfsFormatException damage) {
            found.add(new Difference.Damaged(path, side, damage));
            return Optional.empty();
        }
    }
}
