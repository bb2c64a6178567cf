// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.cli.ToolFailedException;
import dev.tfskit.posix.HostMounts.HostMount;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Unmounts an image, and waits until the process behind the mount has closed the image. */
final class Unmount {

    /** The system property that has another {@link #WAIT_MILLIS}; for tests. */
    static final String WAIT = "tfs.unmount.wait.millis";

    /** How long an image may stay mounted elsewhere before this gives up; the tools wait as long for a locked image. */
    static final int WAIT_MILLIS = Integer.getInteger(WAIT, 10_000);

    private final Path mountPoint;
    private final LibC libC;

    /** Prepares to unmount what is mounted on a directory, which is given by its absolute path without links. */
    Unmount(Path mountPoint, LibC libC) {
        this.mountPoint = mountPoint;
        this.libC = libC;
    }

    /**
     * Unmounts.
     *
     * @return another directory on which the image is still mounted, as a bind mount, so the image stays open; empty
     *     when the image is closed
     * @throws ToolFailedException when nothing was unmounted; when the mount is another user's, and the process behind
     *     it does not answer in time; or when the directory is unmounted, and the image stays open for another reason
     *     or may be open, because the process behind the mount cannot be seen
     */
    Optional<Path> run() throws IOException {
        HostMount mount = MountTable.on(mountPoint)
                .orElseThrow(() -> new ToolFailedException(
                        mountPoint.toString(),
                        "no image is mounted there",
                        "see the mounts with 'findmnt -t " + MountTable.TYPE + "'"));
        MountOwner owner = MountOwner.of(mountPoint, libC);
        Durability.ensure(owner);
        // The process behind the mount answers this only while the image is mounted.
        Optional<MountDaemon> daemon = MountDaemon.behind(owner);
        Optional<Long> pid = daemon.isPresent() ? daemon.get().pidHere() : Optional.empty();
        Optional<ProcessEnd> end = pid.isPresent() && (owner.isThisUser() || owner.runs(pid.get()))
                ? ProcessEnd.of(pid.get(), libC)
                : Optional.empty();
        try {
            Superblock superblock = Superblock.of(mount.device());
            MountProgram.run(owner, "could not be unmounted", "umount", "-i");
            // Not before: the kernel unmounts also the copies in directories that share their mounts with this one.
            List<Path> elsewhere = MountTable.directories(mount);
            // Another mount may have got the number.
            if (!elsewhere.isEmpty() && !superblock.isGone()) {
                return Optional.of(elsewhere.getLast());
            }
            if (superblock.exists() && !hasEndedSoon(end) && superblock.exists()) {
                throw stillOpen(
                        "the image is still mounted in another mount namespace, or has open files",
                        "end the programs there, or those that use the files, to close the image");
            }
            if (end.isEmpty()) {
                throw stillOpen(
                        "the process behind it cannot be seen from here, and may not have closed the image",
                        "see whether another program has it open with 'fuser -v " + mount.source() + "'");
            }
            if (owner.isThisUser()) {
                end.get().await();
            } else if (!end.get().await(WAIT_MILLIS)) {
                throw stillOpen(
                        "the process behind it is still running, and may not have closed the image",
                        "see whether another program has it open with 'fuser -v " + mount.source() + "'");
            }
            return Optional.empty();
        } finally {
            end.ifPresent(ProcessEnd::close);
        }
    }

    /**
     * Waits for the end of the process. A new mount namespace has a copy of every mount, and most namespaces end soon,
     * such as that of a short service. That a process of such a namespace can be seen does not end the wait: its table
     * of mounts looks the same whether it is about to end or stays for long.
     */
    private static boolean hasEndedSoon(Optional<ProcessEnd> process) throws IOException {
        return process.isPresent() && process.get().await(WAIT_MILLIS);
    }

    private ToolFailedException stillOpen(String reason, String remedy) {
        return new ToolFailedException(mountPoint.toString(), "is unmounted, but " + reason, remedy);
    }
}
