// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.cli.ToolFailedException;
import java.io.IOException;
import java.nio.file.Path;

/** Runs the programs {@code mount} and {@code umount}, which a user may run without root rights. */
final class MountProgram {

    private MountProgram() {}

    /**
     * Runs a program on a mount point.
     *
     * @param problem what is wrong when the program fails, after it has printed the reason
     * @param command the program and its options, before the mount point
     * @throws ToolFailedException when it fails
     */
    static void run(Path mountPoint, String problem, String... command) throws IOException {
        ProcessBuilder program = PathProgram.of(mountPoint, command).inheritIO();
        // Since util-linux 2.40, mount uses fsconfig(2), and there the kernel refuses to remount FUSE with any option.
        program.environment().putIfAbsent("LIBMOUNT_FORCE_MOUNT2", "always");
        try {
            if (program.start().waitFor() != 0) {
                throw new ToolFailedException(mountPoint.toString(), problem, "see the line above");
            }
        } catch (InterruptedException e) {
            throw new ToolFailedException("", "was interrupted", "try again");
        }
    }
}
