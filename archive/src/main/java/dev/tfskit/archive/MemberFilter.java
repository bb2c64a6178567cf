// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import dev.tfskit.error.Messages;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.Excludes;
import dev.tfskit.source.Notice;
import dev.tfskit.value.Text;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Decides which entries of an archive go into the image, and reports those that do not. Not thread-safe. */
final class MemberFilter {

    private final String archive;
    private final Excludes excludes;
    private final Consumer<Notice> notices;
    private final Set<Text> reportedDirectories = new HashSet<>();
    /** Devices and fifos, which TFS cannot hold, and other names of them. */
    private final Set<Text> specialNames = new HashSet<>();

    private TreePath lastDirectory = TreePath.ROOT;
    private Reason reasonInLastDirectory = Reason.NONE;
    private long specialFiles;
    private long accessLists;

    /** Why an entry stays out. */
    private enum Reason {
        NONE,
        EXCLUDED,
        KERNEL_DIRECTORY
    }

    MemberFilter(String archive, Excludes excludes, Consumer<Notice> notices) {
        this.archive = archive;
        this.excludes = excludes;
        this.notices = notices;
    }

    /** Decides by its path whether an entry goes in. */
    boolean admits(TreePath path, boolean isDirectory) {
        Optional<TreePath> directory = path.parent();
        if (directory.isEmpty()) {
            return true;
        }
        if (!directory.get().equals(lastDirectory)) {
            lastDirectory = directory.get();
            reasonInLastDirectory = reasonBelow(lastDirectory);
        }
        if (reasonInLastDirectory != Reason.NONE || excludes.leavesOut(path, isDirectory)) {
            return false;
        }
        if (!isDirectory && Excludes.isKernelDirectory(path)) {
            notices.accept(new Notice(
                    path.toString(),
                    "is not a directory, so the Nanos kernel will not boot from this image; make it one"));
        }
        return true;
    }

    private Reason reasonBelow(TreePath directory) {
        Reason reason = Reason.NONE;
        for (TreePath at = directory; at.parent().isPresent(); at = at.parent().get()) {
            if (excludes.leavesOut(at, true)) {
                return Reason.EXCLUDED;
            }
            if (excludes.leavesEmpty(at)) {
                reason = Reason.KERNEL_DIRECTORY;
                if (reportedDirectories.add(at.toText())) {
                    notices.accept(
                            new Notice(at.toString(), "what is inside is left out: the Nanos kernel provides it"));
                }
            }
        }
        return reason;
    }

    /** Counts an entry that is a device or a fifo. */
    void addSpecialFile(TreePath path) {
        specialFiles++;
        specialNames.add(path.toText());
    }

    /** Counts an entry with an access control list. */
    void addAccessList() {
        accessLists++;
    }

    /** Returns whether an entry was a device or a fifo. */
    boolean isSpecialFile(TreePath path) {
        return specialNames.contains(path.toText());
    }

    /** Returns whether a path stays out of the image, without a notice. */
    boolean leavesOut(TreePath path) {
        boolean isOut = excludes.leavesOut(path, false);
        for (Optional<TreePath> at = path.parent();
                at.isPresent() && !isOut;
                at = at.get().parent()) {
            isOut = at.get().parent().isPresent() && excludes.leavesOut(at.get(), true)
                    || excludes.leavesEmpty(at.get());
        }
        return isOut;
    }

    /** Reports a hard link whose file stays out and is not in the archive. */
    void reportLinkWithoutFile(TreePath path, TreePath file) {
        notices.accept(
                new Notice(path.toString(), "is left out: it is another name of " + file + ", which is left out"));
    }

    /** Reports what is counted, in one notice each. */
    void reportSkipped() {
        if (specialFiles > 0) {
            notices.accept(new Notice(
                    archive,
                    specialFiles + (specialFiles == 1 ? " device or fifo was" : " devices and fifos were")
                            + " left out: TFS cannot store them"));
            specialFiles = 0;
        }
        if (accessLists > 0) {
            notices.accept(new Notice(
                    archive,
                    "the access control lists of " + Messages.of(accessLists, "entry", "entries")
                            + " were left out: Nanos ignores them"));
            accessLists = 0;
        }
    }
}
