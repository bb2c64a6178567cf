// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.posix.FileType;

/** Single bits of a mode, beside the type of the file, whose bits {@link FileType} has. */
final class ModeBits {

    /** A program runs as the owner of its file. */
    static final int SET_USER_ID = 04000;
    /** A program runs with the group of its file; new entries of a directory get its group. */
    static final int SET_GROUP_ID = 02000;
    /** The group may execute the file. */
    static final int GROUP_EXECUTE = 0010;

    private ModeBits() {}
}
