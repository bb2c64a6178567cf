// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.cli.ToolFailedException;
import java.io.IOException;

/** Runs the programs {@code mount} and {@code umount}, which a user may run without root rights. */
final class MountProgram {

    /** How long a program may take on the mount of another user. */
    private static final int MOST_SECONDS = 60;

    private MountProgram() {}

    /**
     * Runs a program on a mount point.
     *
     * @param owner the owner of the mount
     * @param problem what is wrong when the program fails, after it has printed the reason
     * @param command the program and its options, before the mount point
     * @throws ToolFailedException when it fails, or the mount is another user's and the program does not end in time
     */
    static void run(MountOwner owner, String problem, String... command) throws IOException {
        ProcessBuilder program = PathProgram.of(owner.mountPoint(), command).inheritIO();
        // Since util-linux 2.40, mount uses fsconfig(2), and there the kernel refuses to remount FUSE with any option.
        program.environment().putIfAbsent("LIBMOUNT_FORCE_MOUNT2", "always");
        Process process = program.start();
        owner.await(process, MOST_SECONDS);
        if (process.exitValue() != 0) {
            throw new ToolFailedException(owner.mountPoint().toString(), problem, "see the line above");
        }
    }
}
