// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Detaches a mounted file system from the tree at once. A file system that is in use stays until its last user closes
 * it.
 */
final class LazyUnmount {

    private static final int DETACH = 2;

    private LazyUnmount() {}

    /**
     * Detaches the topmost mount on a directory: root does so directly, other users with the program of libfuse.
     *
     * @param mountPoint the absolute path of the directory
     * @return whether it worked
     */
    static boolean of(Path mountPoint, LibC libC) throws InterruptedException {
        return libC.umount2(CString.of(mountPoint), DETACH) == 0
                || withHelp("fusermount3", mountPoint)
                || withHelp("fusermount", mountPoint);
    }

    private static boolean withHelp(String program, Path mountPoint) throws InterruptedException {
        try {
            return PathProgram.of(mountPoint, program, "-u", "-z").start().waitFor() == 0;
        } catch (IOException withoutShell) {
            return false;
        }
    }
}
