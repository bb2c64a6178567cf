// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source.tfs;

import dev.tfskit.error.NameNotAllowedException;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.message.Messages;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.Excludes;
import dev.tfskit.source.KernelDirectories;
import dev.tfskit.source.Notice;
import dev.tfskit.source.SelectedPaths;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.TreeSource;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.TreeWalk;
import dev.tfskit.volume.Volume;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A volume as a source of entries for an image: everything in it that can be read, with all attributes, even those that
 * this library does not know. The source reports what cannot be read and leaves it out. Closing the source leaves the
 * volume open. Not thread-safe.
 */
public final class VolumeSource implements TreeSource {

    private final KernelDirectories kernelDirectories;
    private final SelectedPaths excluded;
    private final InodeEntries entries;
    private final Consumer<Notice> lost;
    private final TreeWalk walk;
    private final Map<Inode, TreePath> firstNames = new HashMap<>();
    private final Set<TreePath> leftOut = new HashSet<>();
    private final Set<TreePath> emptied = new HashSet<>();
    private boolean begun;

    /**
     * Creates a source of everything that can be read from a volume.
     *
     * @param volume the volume; it must stay open while the source is used
     * @param lost receives a notice about each entry that cannot be read
     */
    public VolumeSource(Volume volume, Consumer<Notice> lost) {
        this(volume, Excludes.NONE, lost);
    }

    /**
     * Creates a source of a part of a volume.
     *
     * @param volume the volume; it must stay open while the source is used
     * @param excludes entries to leave out; a file that is left out under its first name goes in under the next one
     * @param notices receives a notice about each entry that cannot be read, and about the contents of directories that
     *     the kernel fills
     */
    public VolumeSource(Volume volume, Excludes excludes, Consumer<Notice> notices) {
        this.kernelDirectories = excludes.kernelDirectories();
        this.excluded = new SelectedPaths(excludes.patterns());
        this.lost = notices;
        this.entries = new InodeEntries(volume, FileContents.withZeros(volume, notices));
        this.walk = new TreeWalk(TreePath.ROOT, volume.root());
    }

    @Override
    public boolean isSorted() {
        return true;
    }

    @Override
    public Optional<SourceEntry> next() {
        if (!begun) {
            begun = true;
            return Optional.of(root());
        }
        while (walk.hasNext()) {
            TreeWalk.Visit visit = walk.next();
            try {
                if (isBelowLeftOut(visit.path()) || isExcluded(visit)) {
                    leftOut.add(visit.path());
                } else {
                    return Optional.of(entry(visit));
                }
            } catch (TfsFormatException | NameNotAllowedException e) {
                leftOut.add(visit.path());
                lose(visit.path(), e instanceof NameNotAllowedException name ? name.getReason() : Messages.reasonOf(e));
            }
        }
        return Optional.empty();
    }

    private SourceEntry root() {
        try {
            return entries.root();
        } catch (TfsFormatException e) {
            lose(TreePath.ROOT, Messages.reasonOf(e));
            return entries.plainRoot();
        }
    }

    private boolean isBelowLeftOut(TreePath path) {
        return path.parent().filter(leftOut::contains).isPresent();
    }

    private boolean isExcluded(TreeWalk.Visit visit) {
        TreePath directory = visit.path().parent().orElseThrow();
        if (kernelDirectories.leavesEmpty(directory)) {
            if (emptied.add(directory)) {
                lose(directory, "what is inside is left out: the Nanos kernel provides it");
            }
            return true;
        }
        return excluded.includes(
                visit.path(), visit instanceof TreeWalk.Visit.Entry entry && entry.inode() instanceof Directory);
    }

    private SourceEntry entry(TreeWalk.Visit visit) throws TfsFormatException, NameNotAllowedException {
        TreePath path = visit.path();
        Directory.checkName(path.name());
        Inode inode = switch (visit) {
            case TreeWalk.Visit.Damaged damaged -> throw damaged.reason();
            case TreeWalk.Visit.Entry entry -> entry.inode();
        };
        Optional<TreePath> first = Optional.ofNullable(firstNames.get(inode));
        if (first.isPresent()) {
            return new SourceEntry.HardLink(path, first.get());
        }
        SourceEntry entry = entries.entry(path, inode);
        // Only now: another name must not become a link to a name that was left out.
        if (!(inode instanceof Directory)) {
            firstNames.put(inode, path);
        }
        return entry;
    }

    private void lose(TreePath path, String problem) {
        lost.accept(new Notice(path.toString(), problem));
    }
}
