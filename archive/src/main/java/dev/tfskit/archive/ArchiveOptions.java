// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import dev.tfskit.source.Excludes;
import java.nio.file.Path;

/**
 * The options with which an archive is read. Immutable.
 *
 * @param excludes entries that are left out without a notice
 * @param joinedArchives what happens to what follows the end of a tar or cpio archive
 * @param strippedNames the number of names to remove from the front of each path, at least 0; entries without further
 *     names are left out
 * @param temporaryDirectory where temporary files are made
 */
public record ArchiveOptions(
        Excludes excludes, JoinedArchives joinedArchives, int strippedNames, Path temporaryDirectory) {

    /** Checks the number. */
    public ArchiveOptions {
        if (strippedNames < 0) {
            throw new IllegalArgumentException("a negative number of names: " + strippedNames);
        }
    }

    /**
     * Creates options that leave entries out and otherwise read an archive unchanged. Temporary files are made in the
     * default directory of the JDK.
     *
     * @param excludes entries that are left out without a notice
     * @return the options
     */
    public static ArchiveOptions excluding(Excludes excludes) {
        return new ArchiveOptions(excludes, JoinedArchives.LEFT_OUT, 0, Path.of(System.getProperty("java.io.tmpdir")));
    }

    /**
     * Creates options with another treatment of what follows the end of an archive.
     *
     * @param treatment what happens to it
     * @return the options
     */
    public ArchiveOptions withJoinedArchives(JoinedArchives treatment) {
        return new ArchiveOptions(excludes, treatment, strippedNames, temporaryDirectory);
    }

    /**
     * Creates options that also remove names from the front of each path.
     *
     * @param names the number of names, at least 0
     * @return the options
     */
    public ArchiveOptions strippingNames(int names) {
        return new ArchiveOptions(excludes, joinedArchives, names, temporaryDirectory);
    }

    /**
     * Creates options with another directory for temporary files.
     *
     * @param directory an existing directory
     * @return the options
     */
    public ArchiveOptions withTemporaryFilesIn(Path directory) {
        return new ArchiveOptions(excludes, joinedArchives, strippedNames, directory);
    }
}
