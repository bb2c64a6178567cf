// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.posix;

import java.io.IOException;

/** A descriptor that this process has written, and that must stay open. */
public final class WrittenDescriptor {

    private WrittenDescriptor() {}

    /**
     * Closes a copy of a descriptor, so that the host says whether it could keep all that was written: a network file
     * system may say so only at {@code close(2)}. On a host other than Linux, this does nothing.
     *
     * @param descriptor the descriptor, which stays open
     * @param file the file for messages
     * @throws IOException when the host could not keep all bytes, or the process has too many open files
     */
    public static void check(int descriptor, Object file) throws IOException {
        if (OpenFlags.ofThisMachine().isPresent()) {
            try (NativeCalls calls = new NativeCalls()) {
                calls.close(calls.duplicate(descriptor, file), file);
            }
        }
    }
}
