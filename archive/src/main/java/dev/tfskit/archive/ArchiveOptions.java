// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import dev.tfskit.source.Excludes;
import java.nio.file.Path;

/**
 * How an archive is read.
 *
 * @param excludes entries that are left out without a notice
 * @param ignoresZeros whether blocks of zeros in a tar are skipped, so that archives behind each other are one; the
 *     first such mark ends the archive otherwise
 * @param strippedNames how many names are taken off the front of each path, at least 0; entries with no more names are
 *     left out
 * @param temporaryDirectory where temporary files are made
 */
public record ArchiveOptions(Excludes excludes, boolean ignoresZeros, int strippedNames, Path temporaryDirectory) {

    /** Checks the number. */
    public ArchiveOptions {
        if (strippedNames < 0) {
            throw new IllegalArgumentException("a negative number of names: " + strippedNames);
        }
    }

    /**
     * Creates options that leave entries out, and else read an archive as it is. Temporary files go into the directory
     * of the JDK for them.
     *
     * @param excludes entries that are left out without a notice
     * @return the options
     */
    public static ArchiveOptions excluding(Excludes excludes) {
        return new ArchiveOptions(excludes, false, 0, Path.of(System.getProperty("java.io.tmpdir")));
    }

    /**
     * Creates options that also skip blocks of zeros.
     *
     * @return the options
     */
    public ArchiveOptions ignoringZeros() {
        return new ArchiveOptions(excludes, true, strippedNames, temporaryDirectory);
    }

    /**
     * Creates options that also take names off the front of each path.
     *
     * @param names how many, at least 0
     * @return the options
     */
    public ArchiveOptions strippingNames(int names) {
        return new ArchiveOptions(excludes, ignoresZeros, names, temporaryDirectory);
    }

    /**
     * Creates options with another directory for temporary files.
     *
     * @param directory an existing directory
     * @return the options
     */
    public ArchiveOptions withTemporaryFilesIn(Path directory) {
        return new ArchiveOptions(excludes, ignoresZeros, strippedNames, directory);
    }
}
