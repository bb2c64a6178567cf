// SPDX-License-Identifier: Apache-2.0
package dev.tfskit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** File systems that only one command sees, and that vanish with it; and loop devices. */
public final class Mounts {

    /**
     * A line for the shell. Another mount namespace begins with copies of the images that other tests have mounted and
     * want to unmount. A copy goes away by itself when such a test removes its directory, perhaps while this runs. An
     * ordinary user may not unmount the copies.
     */
    public static final String LEAVE_IMAGES = "umount -i -l -a -t fuse.tfs 2>/dev/null || :\n";

    private static final String MOUNT_AND_RUN =
            LEAVE_IMAGES + "mount -t tmpfs -o \"$0\" tfs-test \"$1\"; shift; exec \"$@\"";

    private static final String MOUNT_RAMFS_AND_RUN = LEAVE_IMAGES + "mount -t ramfs tfs-test \"$0\"; exec \"$@\"";

    private static final String BIND_AND_RUN = LEAVE_IMAGES + "mount --bind \"$0\" \"$1\"; shift; exec \"$@\"";

    private static final String OVERLAY_AND_RUN = LEAVE_IMAGES
            + "mount -t tmpfs -o size=4m tfs-test \"$0\"; "
            + "(cd \"$0\"; mkdir lower upper work merged; echo >lower/image; ln lower/image lower/link; "
            + "mount -t overlay -o lowerdir=lower,upperdir=upper,workdir=work tfs-test merged); exec \"$@\"";

    private Mounts() {}

    /**
     * Returns the same line as {@link #LEAVE_IMAGES}, but for all images except one.
     *
     * @param mountPoint that of the image to keep, as a word of the shell
     */
    public static String leaveImagesExcept(String mountPoint) {
        return "findmnt -rn -t fuse.tfs -o TARGET | grep -Fxv " + mountPoint
                + " | xargs -r umount -i -l 2>/dev/null || :\n";
    }

    /**
     * Runs a command with a file system in memory on a directory.
     *
     * @param options for mount, such as {@code size=4m}
     * @param directory an empty directory
     */
    public static List<String> tmpfs(String options, Path directory) throws IOException, InterruptedException {
        return runner(MOUNT_AND_RUN, options, directory.toString());
    }

    /**
     * Runs a command with a file system on a directory that the tools do not know, so that they take nothing for
     * granted.
     *
     * @param directory an empty directory
     */
    public static List<String> unknown(Path directory) throws IOException, InterruptedException {
        return runner(MOUNT_RAMFS_AND_RUN, directory.toString());
    }

    /**
     * Runs a command with a file, or a directory, mounted on another one.
     *
     * @param file what is mounted
     * @param mountPoint an existing file or directory, as the other is
     */
    public static List<String> bind(Path file, Path mountPoint) throws IOException, InterruptedException {
        return runner(BIND_AND_RUN, file.toString(), mountPoint.toString());
    }

    /**
     * Runs a command with an overlay on a new directory {@code merged}. It shows a file {@code image} of the lower
     * layer, which has a hard link.
     *
     * @param directory an empty directory, in which {@code merged} and the layers are made
     */
    public static List<String> overlayOfLinkedFile(Path directory) throws IOException, InterruptedException {
        return runner(OVERLAY_AND_RUN, directory.toString());
    }

    private static List<String> runner(String... script) throws IOException, InterruptedException {
        List<String> runner = new ArrayList<>(List.of("unshare", "--mount"));
        if (!Privileges.isRoot()) {
            runner.add("--map-root-user");
        }
        runner.addAll(List.of("sh", "-ec"));
        runner.addAll(List.of(script));
        skipUnless(Command.of("true").under(runner).run(), "nothing can be mounted here");
        return List.copyOf(runner);
    }

    /**
     * Makes a loop device of a file and returns its name. It must be detached again.
     *
     * @param options for losetup, such as {@code --offset=512}
     */
    public static String attachLoop(Path file, String... options) throws IOException, InterruptedException {
        Result attached = Command.of("losetup", "--find", "--show", file)
                .with((Object[]) options)
                .run();
        skipUnless(attached, "no loop device can be made here");
        return attached.output().strip();
    }

    /** Frees a loop device. */
    public static void detachLoop(String device) throws IOException, InterruptedException {
        Command.of("losetup", "--detach", device).run().ok();
    }

    /** Skips a test on a machine that cannot run it, with a message in the report. */
    public static void skipUnless(Result probe, String otherwise) {
        if (probe.exitCode() != 0) {
            String reason = otherwise + ": " + probe.errors().strip();
            System.err.println("SKIPPED: " + reason);
            Assumptions.abort(reason);
        }
    }
}
