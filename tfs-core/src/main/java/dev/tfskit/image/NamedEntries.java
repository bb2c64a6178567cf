// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import dev.tfskit.error.MovedIntoItselfException;
import dev.tfskit.error.NameNotAllowedException;
import dev.tfskit.error.VolumeFailedException;
import dev.tfskit.image.ImageChange.Kind;
import dev.tfskit.schema.Permissions;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.EntryPatterns;
import dev.tfskit.source.Notice;
import dev.tfskit.source.SelectedPaths;
import dev.tfskit.value.Symbol;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.DirectoryEntry;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.RenameMode;
import dev.tfskit.volume.UpdatedVolume;
import dev.tfskit.volume.VolumeBuilder;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The changes of an update that name entries by path or by pattern: renames, removals, permission bits and
 * defragmentations. The object first collects the changes; the update then calls one method for each kind of change,
 * which reports each change that it makes. Not thread-safe.
 */
final class NamedEntries {

    private static final SourceSubject BY_PATH = new SourceSubject(null);

    private final List<Rename> renames = new ArrayList<>();
    private final List<Mode> modes = new ArrayList<>();
    private final List<TreePath> fragmented = new ArrayList<>();
    private final List<EntryPatterns> removed = new ArrayList<>();

    private record Rename(TreePath from, TreePath to) {}

    private record Mode(TreePath path, int bits) {}

    void rename(TreePath from, TreePath to) {
        renames.add(new Rename(from, to));
    }

    void remove(EntryPatterns patterns) {
        removed.add(patterns);
    }

    void mode(TreePath path, int bits) {
        modes.add(new Mode(path, bits));
    }

    void defragment(TreePath path) {
        fragmented.add(path);
    }

    /** Renames entries. */
    void renameIn(UpdatedVolume volume, Consumer<ImageChange> changes) throws IOException {
        DirectoryLookup lookup = new DirectoryLookup(volume);
        for (Rename each : renames) {
            rename(lookup, each);
            changes.accept(new ImageChange(Kind.RENAMED, each.to, Optional.of(each.from)));
        }
    }

    private static void rename(DirectoryLookup lookup, Rename wanted) throws IOException {
        Directory from = parent(lookup, wanted.from);
        Directory to = parent(lookup, wanted.to);
        Symbol name = wanted.from.name();
        if (from.find(name).isEmpty()) {
            throw missing(wanted.from);
        }
        if (to.find(wanted.to.name()).isPresent()) {
            throw new FileAlreadyExistsException(
                    wanted.to.toString(), null, "exists already; remove it or choose another name");
        }
        try {
            from.rename(name, to, wanted.to.name(), RenameMode.KEEP);
        } catch (MovedIntoItselfException e) {
            throw BY_PATH.located(e, wanted.from);
        } catch (NameNotAllowedException e) {
            throw BY_PATH.located(e, wanted.to);
        }
        lookup.forget();
    }

    private static Directory parent(DirectoryLookup lookup, TreePath path) throws IOException {
        Optional<TreePath> above = path.parent();
        if (above.isEmpty()) {
            throw new FileSystemException(path.toString(), null, "the root cannot be renamed; name an entry in it");
        }
        Optional<Directory> found;
        try {
            found = lookup.find(above.get(), (_, _) -> Optional.empty());
        } catch (VolumeFailedException e) {
            throw e;
        } catch (FileSystemException e) {
            throw new FileSystemException(path.toString(), null, e.getReason());
        }
        return found.orElseThrow(() -> missing(above.get()));
    }

    private static NoSuchFileException missing(TreePath path) {
        return new NoSuchFileException(path.toString(), null, "is not in the image; check the path with tfs-dump");
    }

    private record Level(Directory directory, TreePath path) {}

    /** Removes the entries that match. */
    void removeFrom(UpdatedVolume volume, Consumer<ImageChange> changes) throws IOException {
        for (EntryPatterns patterns : removed) {
            if (!patterns.isEmpty()) {
                remove(new SelectedPaths(patterns), volume, changes);
            }
        }
    }

    private static void remove(SelectedPaths selected, UpdatedVolume volume, Consumer<ImageChange> changes)
            throws IOException {
        Deque<Level> levels = new ArrayDeque<>();
        levels.push(new Level(volume.root(), TreePath.ROOT));
        while (!levels.isEmpty()) {
            Level level = levels.pop();
            for (DirectoryEntry entry : level.directory.entries()) {
                TreePath path = level.path.child(entry.name());
                Inode inode = entry.inode();
                if (selected.includes(path, inode instanceof Directory)) {
                    new TreeRemoval(_ -> false, _ -> {}).remove(level.directory, entry.name());
                    changes.accept(new ImageChange(Kind.REMOVED, path, Optional.empty()));
                } else if (inode instanceof Directory directory) {
                    levels.push(new Level(directory, path));
                }
            }
        }
    }

    /** Makes the contents of files contiguous, as far as there is room. */
    void defragmentIn(UpdatedVolume volume, Consumer<ImageChange> changes, Consumer<Notice> notices)
            throws IOException {
        for (TreePath path : fragmented) {
            if (!(find(new DirectoryLookup(volume), path) instanceof RegularFile file)) {
                throw new FileSystemException(path.toString(), null, "is not a file; only files can be defragmented");
            }
            VolumeBuilder.Defragmented result = volume.defragment(file);
            if (result.isMoved()) {
                changes.accept(new ImageChange(Kind.DEFRAGMENTED, path, Optional.empty()));
            }
            if (!result.isContiguous()) {
                notices.accept(new Notice(
                        path.toString(),
                        "cannot become contiguous: no free space is long enough; make room with -s, or use --shrink, "
                                + "which defragments all files"));
            } else if (!result.isMoved()) {
                notices.accept(Notice.note(path.toString(), "is contiguous already"));
            }
        }
    }

    /** Sets permission bits. */
    void setModes(UpdatedVolume volume, Consumer<ImageChange> changes) throws IOException {
        for (Mode each : modes) {
            if (setMode(new DirectoryLookup(volume), each)) {
                changes.accept(new ImageChange(Kind.CHANGED, each.path, Optional.empty()));
            }
        }
    }

    private static Inode find(DirectoryLookup lookup, TreePath path) throws IOException {
        return path.isRoot()
                ? lookup.find(TreePath.ROOT, (_, _) -> Optional.empty()).orElseThrow()
                : parent(lookup, path).find(path.name()).orElseThrow(() -> missing(path));
    }

    /** Sets the bits of an entry, and returns whether it had others. */
    private static boolean setMode(DirectoryLookup lookup, Mode wanted) throws IOException {
        Inode inode = find(lookup, wanted.path);
        Permissions present = inode.permissions();
        if (present.mode() == wanted.bits) {
            return false;
        }
        inode.setPermissions(new Permissions(wanted.bits, present.uid(), present.gid()));
        return true;
    }
}
