// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.cli.ToolFailedException;
import dev.tfskit.device.FileDevice;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Takes a mounted image off its place, and waits until the process behind it has brought everything to disk. */
final class Unmount {

    private final Path mountPoint;

    Unmount(Path mountPoint) {
        this.mountPoint = mountPoint;
    }

    void run() throws IOException {
        Path image = MountTable.imageOn(mountPoint)
                .orElseThrow(() -> new ToolFailedException(
                        mountPoint.toString(),
                        "no image is mounted there",
                        "see the mounts with 'findmnt -t " + MountTable.TYPE + "'"));
        makeDurable();
        unmount();
        awaitUnlocked(image);
    }

    /** What cannot be made durable must be heard of now: nobody hears of it later. */
    private void makeDurable() throws IOException {
        try (FileChannel root = FileChannel.open(mountPoint, StandardOpenOption.READ)) {
            root.force(true);
        } catch (IOException e) {
            throw new ToolFailedException(
                    mountPoint.toString(),
                    "the changes since the last commit cannot be made durable: " + e.getMessage(),
                    "save from it what you can; 'umount -i' takes it off as it is");
        }
    }

    private void unmount() throws IOException {
        try {
            if (new ProcessBuilder("umount", "-i", mountPoint.toString())
                            .inheritIO()
                            .start()
                            .waitFor()
                    != 0) {
                throw new ToolFailedException(mountPoint.toString(), "could not be unmounted", "see the line above");
            }
        } catch (InterruptedException e) {
            throw new ToolFailedException("", "was interrupted", "try again");
        }
    }

    /**
     * Waits for the process behind a writable mount: it holds a write lock on the image until everything is on disk. A
     * read-only mount holds a lock that others share, so its process is not waited for.
     */
    private static void awaitUnlocked(Path image) throws IOException {
        // Renamed or removed meanwhile: there is nothing to look at any more.
        if (Files.exists(image) && FileDevice.isLocked(image)) {
            try (FileChannel channel = FileChannel.open(image, StandardOpenOption.READ);
                    FileLock lock = channel.lock(0, Long.MAX_VALUE, true)) {
                lock.isValid();
            }
        }
    }
}
