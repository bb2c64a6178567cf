// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.posix;

import java.util.Optional;

/**
 * The flags of {@code open} on Linux; those that depend on the processor architecture are components.
 *
 * @param directory O_DIRECTORY
 * @param noFollow O_NOFOLLOW
 */
record OpenFlags(int directory, int noFollow) {

    static final int READ_ONLY = 0;
    static final int WRITE_ONLY = 01;
    static final int READ_WRITE = 02;
    static final int CREATE = 0100;
    static final int EXCLUSIVE = 0200;
    static final int CLOSE_ON_EXEC = 02000000;
    /** Opens the entry itself, without reading or writing; no device is started, and no other end of a fifo awaited. */
    static final int PATH = 010000000;

    /** Returns the flags of this machine; empty if it is not Linux on a known architecture. */
    static Optional<OpenFlags> ofThisMachine() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return Optional.empty();
        }
        return switch (System.getProperty("os.arch")) {
            case "amd64", "riscv64" -> Optional.of(new OpenFlags(0200000, 0400000));
            case "aarch64" -> Optional.of(new OpenFlags(040000, 0100000));
            default -> Optional.empty();
        };
    }
}
