// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import java.io.IOException;
import java.nio.file.Path;

/** Takes a file system off its place at once; one that is in use is gone from the tree, and ends with its last user. */
final class LazyUnmount {

    private static final int DETACH = 2;

    private LazyUnmount() {}

    /** Root does it itself, others with the help of fusermount; says whether it worked. */
    static boolean of(Path mountPoint, LibC libC) throws InterruptedException {
        return libC.umount2(mountPoint.toString(), DETACH) == 0 || withHelp(mountPoint);
    }

    private static boolean withHelp(Path mountPoint) throws InterruptedException {
        try {
            return new ProcessBuilder("fusermount", "-u", "-z", mountPoint.toString())
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException notInstalled) {
            return false;
        }
    }
}
