// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

/**
 * The type of a file in a mode, as the formats of archives define it for every host. The other bits are those of
 * {@link dev.tfskit.schema.Permissions#MODE_BITS}.
 */
final class ModeBits {

    static final int TYPE = 0170000;

    static final int FIFO = 0010000;
    static final int CHARACTER_DEVICE = 0020000;
    static final int DIRECTORY = 0040000;
    static final int BLOCK_DEVICE = 0060000;
    static final int FILE = 0100000;
    static final int LINK = 0120000;
    static final int SOCKET = 0140000;

    private ModeBits() {}
}
