// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.extract;

/**
 * Says what happens to an existing host file at the path of an entry. A directory entry always uses an existing
 * directory as it is.
 */
public enum OverwritePolicy {

    /** It stays, and the entry is reported. */
    KEEP,

    /**
     * A file, link or empty directory is removed first, and what a link leads to stays; a directory that is not empty
     * stays, and the entry is reported.
     */
    REPLACE
}
