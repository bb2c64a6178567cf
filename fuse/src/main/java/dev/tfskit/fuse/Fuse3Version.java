// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

/**
 * A version of libfuse 3. No version has moved the fields that a mount uses.
 *
 * @param minor the number after the point
 */
record Fuse3Version(int minor) {

    /** Numbers from this one on have three digits. */
    private static final int THREE_DIGITS = 100;

    private static final int WITH_COPY_FILE_RANGE = 4;
    private static final int WITH_LSEEK = 8;
    private static final int WITH_MESSAGES = 14;
    private static final int WITH_WIDE_CAPABILITIES = 17;
    private static final int WITH_TMPFILE = 17;

    /** Reads the number that {@code fuse_version} returns: 39 for 3.9, 310 for 3.10. */
    static Fuse3Version of(int number) {
        return new Fuse3Version(number % (number < THREE_DIGITS ? 10 : THREE_DIGITS));
    }

    /** Returns the last operation in the table of this version, of those that a mount uses. */
    OperationTable.Operation lastOperation() {
        if (minor >= WITH_TMPFILE) {
            return OperationTable.Operation.TMPFILE;
        }
        if (minor >= WITH_LSEEK) {
            return OperationTable.Operation.LSEEK;
        }
        return minor >= WITH_COPY_FILE_RANGE
                ? OperationTable.Operation.COPY_FILE_RANGE
                : OperationTable.Operation.READDIRPLUS;
    }

    /**
     * Returns whether {@link InitReply} must add a flag to the answer to INIT: that the file system removes the
     * set-user-ID bit itself. Older versions offer no way, and newer ones set the flag themselves.
     */
    boolean needsInitReply() {
        return minor >= WITH_MESSAGES && !hasWideCapabilities();
    }

    /** Returns whether the capabilities of a connection are numbers of 64 bits, in place of those of 32 bits. */
    boolean hasWideCapabilities() {
        return minor >= WITH_WIDE_CAPABILITIES;
    }
}
