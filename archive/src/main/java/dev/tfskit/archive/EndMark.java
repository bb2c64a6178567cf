// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

/** States whether a tar archive must end with its mark, two blocks of zeros. */
public enum EndMark {

    /** Only the mark shows that the archive is complete, so a missing one is worth a notice. */
    EXPECTED,

    /** A checksum shows whether the archive is complete. */
    OPTIONAL
}
