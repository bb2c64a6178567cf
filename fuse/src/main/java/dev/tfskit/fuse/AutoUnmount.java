// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import java.util.List;

/**
 * The option {@code auto_unmount}: fusermount goes on to run, learns from the end of a socket that this process has
 * ended, and unmounts. It does so only when the kernel has ended the connection by then, and gives up otherwise.
 */
final class AutoUnmount {

    private static final String OPTION = "auto_unmount";

    private AutoUnmount() {}

    /**
     * Makes the kernel end the connection before the socket when this process is killed: of the files that it has open
     * then, the kernel closes those with higher descriptors first. The descriptor that libfuse has is lower than that
     * of the socket, so the connection needs another one. It stays open until the process ends.
     *
     * @param options those of the mount, one each
     * @param device the descriptor of {@code /dev/fuse}
     */
    static void prepare(List<String> options, int device, LibC libC) {
        if (options.contains(OPTION)) {
            libC.dup(device);
        }
    }
}
