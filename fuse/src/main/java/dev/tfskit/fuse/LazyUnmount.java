// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.posix.HostMounts.HostMount;
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
     * Detaches a mount: root does so directly, other users with the program of libfuse. Where another mount is on top
     * of it, that one stays, and so does this one.
     *
     * @return whether it worked
     */
    static boolean of(HostMount mount, LibC libC) throws IOException, InterruptedException {
        Path mountPoint = mount.directory();
        if (MountTable.on(mountPoint)
                .filter(topmost -> topmost.device().equals(mount.device()))
                .isEmpty()) {
            return false;
        }
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
