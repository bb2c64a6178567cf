// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

/** States what happens to what follows the end of a tar or cpio archive, as after {@code cat a.tar b.tar}. */
public enum JoinedArchives {

    /** It is left out with a notice, and nothing can change that. */
    LEFT_OUT,

    /** It is left out with a notice, which recommends the option of tfs-mkfs for {@link #READ}. */
    OFFERED,

    /** It is read as more of the same archive. Blocks of zeros between tar archives are skipped. */
    READ
}
