// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

/** The mode of a file as archives hold it: the type in the upper bits, the permissions below. */
final class ModeBits {

    static final int TYPE = 0170000;
    static final int PERMISSIONS = 07777;

    static final int FIFO = 0010000;
    static final int CHARACTER_DEVICE = 0020000;
    static final int DIRECTORY = 0040000;
    static final int BLOCK_DEVICE = 0060000;
    static final int FILE = 0100000;
    static final int LINK = 0120000;
    static final int SOCKET = 0140000;

    private ModeBits() {}
}
