// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

/** What the zeros at the end of a tar archive mean to the reader. */
enum EndMark {

    /** Nothing else tells whether the archive is complete, so a missing mark is worth a notice. */
    EXPECTED,

    /** A checksum tells whether the archive is complete. */
    OPTIONAL
}
