// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import dev.tfskit.message.Messages;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.Excludes;
import dev.tfskit.source.KernelDirectories;
import dev.tfskit.source.Notice;
import dev.tfskit.source.SelectedPaths;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Decides which entries of an archive go into the image, and reports what is left out for another reason than an
 * exclude of the user. Not thread-safe.
 */
final class MemberFilter {

    private final String archive;
    private final KernelDirectories kernelDirectories;
    private final SelectedPaths excluded;
    /**
     * Matches the targets of hard links. They may be anywhere, and would displace the directories that
     * {@link #excluded} remembers from entry to entry.
     */
    private final SelectedPaths excludedTargets;

    private final Consumer<Notice> notices;
    private final Set<TreePath> reportedDirectories = new HashSet<>();
    /** The names in the archive of devices without possible numbers, other names of such a device included. */
    private final Set<TreePath> unknownDevices = new HashSet<>();

    private TreePath lastDirectory = TreePath.ROOT;
    private Reason reasonInLastDirectory = Reason.NONE;
    private long deviceNames;
    private long accessLists;

    /** The reasons for which an entry stays out. */
    private enum Reason {
        NONE,
        EXCLUDED,
        KERNEL_DIRECTORY
    }

    MemberFilter(String archive, Excludes excludes, Consumer<Notice> notices) {
        this.archive = archive;
        this.kernelDirectories = excludes.kernelDirectories();
        this.excluded = new SelectedPaths(excludes.patterns());
        this.excludedTargets = new SelectedPaths(excludes.patterns());
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
        if (reasonInLastDirectory != Reason.NONE || excluded.includes(path, isDirectory)) {
            return false;
        }
        if (!isDirectory && KernelDirectories.isOne(path)) {
            notices.accept(new Notice(
                    path.toString(),
                    "is not a directory, so the Nanos kernel will not boot from this image; make it one"));
        }
        return true;
    }

    private Reason reasonBelow(TreePath directory) {
        if (excluded.includesAllIn(directory)) {
            return Reason.EXCLUDED;
        }
        Optional<TreePath> top = topDirectory(directory).filter(kernelDirectories::leavesEmpty);
        if (top.isEmpty()) {
            return Reason.NONE;
        }
        if (reportedDirectories.add(top.get())) {
            notices.accept(
                    new Notice(top.get().toString(), "what is inside is left out: the Nanos kernel provides it"));
        }
        return Reason.KERNEL_DIRECTORY;
    }

    /** Returns the directory in the root that a directory is or is in; empty for the root. */
    private static Optional<TreePath> topDirectory(TreePath directory) {
        TreePath at = directory;
        while (at.depth() > 1) {
            at = at.parent().orElseThrow();
        }
        return Optional.of(at).filter(path -> !path.isRoot());
    }

    /** Counts an entry that is a device with numbers that no device of Linux has, or another name of one. */
    void addUnknownDevice(TreePath name) {
        deviceNames++;
        rememberUnknownDevice(name);
    }

    /** Remembers the name of such a device that stays out for another reason. Its hard links cannot go in, either. */
    void rememberUnknownDevice(TreePath name) {
        unknownDevices.add(name);
    }

    /** Forgets a name in the archive, because another entry has it, too. */
    void forgetUnknownDevice(TreePath name) {
        unknownDevices.remove(name);
    }

    /** Counts an entry with an access control list. */
    void addAccessList() {
        accessLists++;
    }

    /** Returns whether an entry was a device without possible numbers. */
    boolean isUnknownDevice(TreePath name) {
        return unknownDevices.contains(name);
    }

    /** Returns whether a path stays out of the image, without a notice. */
    boolean leavesOut(TreePath path) {
        return path.parent()
                .filter(directory -> excludedTargets.includes(path, false)
                        || excludedTargets.includesAllIn(directory)
                        || topDirectory(directory)
                                .filter(kernelDirectories::leavesEmpty)
                                .isPresent())
                .isPresent();
    }

    /** Reports a hard link whose file stays out and is not in the archive. */
    void reportLinkWithoutFile(TreePath path, TreePath file) {
        notices.accept(
                new Notice(path.toString(), "is left out: it is a hard link to " + file + ", and that is left out"));
    }

    /** Reports the counted entries, with one notice for each reason. */
    void reportSkipped() {
        if (deviceNames > 0) {
            notices.accept(new Notice(
                    archive,
                    deviceNames + (deviceNames == 1 ? " device was" : " devices were")
                            + " left out: the archive has no device numbers that Linux knows"));
            deviceNames = 0;
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
