// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The option {@code auto_unmount}: fusermount goes on to run, learns from the end of a socket that this process has
 * ended, and unmounts. It does so only when the kernel has ended the connection by then, and gives up otherwise.
 */
final class AutoUnmount {

    private static final String OPTION = "auto_unmount";
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private AutoUnmount() {}

    /**
     * Makes the kernel end the connection before the socket when this process is killed: of the files that it has open
     * then, the kernel closes those with higher descriptors first. The descriptor that libfuse has is lower than that
     * of the socket, so the connection gets another one above all that are open now. It stays open until the process
     * ends. Where that cannot be had, as at the limit of open files, the mount may outlive the process.
     *
     * @param options those of the mount, one each
     * @param device the descriptor of {@code /dev/fuse}
     */
    static void prepare(List<String> options, int device, LibC libC) {
        if (options.contains(OPTION)) {
            try {
                copyAbove(highestDescriptor(), device, libC);
            } catch (IOException notShown) {
                libC.dup(device);
            }
        }
    }

    private static void copyAbove(int highest, int device, LibC libC) {
        // A copy gets the lowest number that is free.
        List<Integer> below = new ArrayList<>();
        int copy = libC.dup(device);
        while (copy >= 0 && copy < highest) {
            below.add(copy);
            copy = libC.dup(device);
        }
        below.forEach(libC::close);
    }

    private static int highestDescriptor() throws IOException {
        int highest = 0;
        try (DirectoryStream<Path> open = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path each : open) {
                highest = Math.max(highest, Integer.parseInt(each.getFileName().toString()));
            }
        }
        return highest;
    }
}
