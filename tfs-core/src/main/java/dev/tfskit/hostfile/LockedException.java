// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.hostfile;

import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** Thrown when another program holds the lock of a file. */
public final class LockedException extends FileSystemException {

    private static final long serialVersionUID = 1;

    /** Transient because a path cannot be serialized; only {@link LockRetryPolicy} asks for it. */
    private final transient Path locked;

    /**
     * Creates an exception.
     *
     * @param file the locked file
     * @param reason the rest of the sentence that begins with the file's path
     */
    public LockedException(Path file, String reason) {
        this(file, reason, file);
    }

    /**
     * Creates an exception for a file whose bytes another file has, too.
     *
     * @param file the file that cannot be opened
     * @param reason the rest of the sentence that begins with the file's path
     * @param locked the file that is locked
     */
    LockedException(Path file, String reason, Path locked) {
        super(file.toString(), null, reason);
        this.locked = locked;
    }

    /** Returns the file that is locked. */
    Path locked() {
        return locked;
    }
}
