// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.extract;

/** What becomes of something that stands where an entry is to come out. Directories are always used as they are. */
public enum OverwritePolicy {

    /** It stays, and the entry is reported. */
    KEEP,

    /**
     * A file, link or empty directory is removed first, and what a link leads to stays; a directory that is not empty
     * stays, and the entry is reported.
     */
    REPLACE
}
