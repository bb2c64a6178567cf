// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.hostfile;

import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** Another program has a file locked. */
public final class LockedException extends FileSystemException {

    private static final long serialVersionUID = 1;

    /** A file, and what to say of it. */
    public LockedException(Path file, String reason) {
        super(file.toString(), null, reason);
    }
}
