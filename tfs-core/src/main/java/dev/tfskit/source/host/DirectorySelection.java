// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source.host;

import dev.tfskit.source.EntryPatterns;
import dev.tfskit.source.Excludes;
import dev.tfskit.source.KernelDirectories;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What a {@link DirectorySource} takes of a directory. {@link #usual} is the beginning; the other methods return a
 * selection with one difference. Immutable.
 *
 * @param namespaces the extended attributes to take
 * @param mountPoints what becomes of directories on which another file system is mounted
 * @param excludes entries to leave out without a notice, also those whose attributes cannot be read. When {@code /dev},
 *     {@code /proc} and {@code /sys} stay empty by them, there is a notice about each of the three that has entries
 * @param ownFiles supplies files to leave out without a notice; called before the first entry is read. An image that
 *     {@code Tfs.build} writes cannot be among them, because it has another name until it is complete: it must not lie
 *     in the directory
 */
public record DirectorySelection(
        Namespaces namespaces, MountPoints mountPoints, Excludes excludes, Supplier<Set<Path>> ownFiles) {

    /** The extended attributes that a source takes. */
    public enum Namespaces {

        /** None. The source does not ask for them, so it opens each file once and not twice. */
        NONE,

        /** Those in the namespace {@code user}. */
        USER,

        /**
         * All but access control lists on Linux; on other hosts, those in the namespace {@code user}. Reading them
         * takes noticeably longer.
         */
        ALL
    }

    /** What becomes of directories on which another file system is mounted. */
    public enum MountPoints {

        /** Their entries go in. */
        ENTERED,

        /** They go in without entries. */
        LEFT_EMPTY
    }

    /**
     * Returns the usual selection: all entries but those inside {@code /dev}, {@code /proc} and {@code /sys}, also
     * those of other file systems, with the extended attributes of the namespace {@code user}.
     *
     * @return the selection
     */
    public static DirectorySelection usual() {
        return new DirectorySelection(
                Namespaces.USER,
                MountPoints.ENTERED,
                new Excludes(EntryPatterns.NONE, KernelDirectories.LEFT_EMPTY),
                Set::of);
    }

    /**
     * Returns the same selection with other extended attributes.
     *
     * @param wanted the extended attributes to take
     * @return the selection
     */
    public DirectorySelection with(Namespaces wanted) {
        return new DirectorySelection(wanted, mountPoints, excludes, ownFiles);
    }

    /**
     * Returns the same selection with another treatment of mount points.
     *
     * @param wanted what becomes of directories on which another file system is mounted
     * @return the selection
     */
    public DirectorySelection with(MountPoints wanted) {
        return new DirectorySelection(namespaces, wanted, excludes, ownFiles);
    }

    /**
     * Returns the same selection with other entries left out.
     *
     * @param wanted the entries to leave out
     * @return the selection
     */
    public DirectorySelection with(Excludes wanted) {
        return new DirectorySelection(namespaces, mountPoints, wanted, ownFiles);
    }

    /**
     * Returns the same selection with other files of the program left out.
     *
     * @param wanted supplies the files to leave out
     * @return the selection
     */
    public DirectorySelection withoutOwnFiles(Supplier<Set<Path>> wanted) {
        return new DirectorySelection(namespaces, mountPoints, excludes, wanted);
    }
}
