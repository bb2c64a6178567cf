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

    /** Detaches a mount: root does so directly, other users with the program of libfuse. Returns whether it worked. */
    static boolean of(Path mountPoint, LibC libC) throws InterruptedException {
        return libC.umount2(mountPoint.toString(), DETACH) == 0
                || withHelp("fusermount3", mountPoint)
                || withHelp("fusermount", mountPoint);
    }

    private static boolean withHelp(String program, Path mountPoint) throws InterruptedException {
        try {
            return new ProcessBuilder(program, "-u", "-z", mountPoint.toString())
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException notInstalled) {
            return false;
        }
    }
}
