// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.extract;

/**
 * Determines what happens to an existing host file at the path of an entry. An existing directory is always used for a
 * directory entry.
 */
public enum OverwritePolicy {

    /** The file is kept, and the entry is reported. */
    KEEP,

    /**
     * A file, link or empty directory is replaced, but not the target of a link. It stays when the entry cannot be
     * extracted. A directory with entries is kept, and the entry is reported.
     */
    REPLACE
}
