// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.Await;
import dev.tfskit.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The fixture of tests that mount an image of their own: the image, and an empty directory beside it. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class OnImage {

    @TempDir
    Path temp;

    /** An empty volume, {@code disk.raw}. */
    Path image;

    /** The mount point, {@code mnt}; its path has no links, as in the table of mounts. */
    Path directory;

    /** Runs programs in the directory that holds the two. */
    Shell shell;

    @BeforeAll
    static void needFuse() throws IOException, InterruptedException {
        FuseHere.isNeeded();
    }

    @BeforeEach
    final void makeImage() throws IOException {
        Path real = temp.toRealPath();
        image = TestImage.make(real.resolve("disk.raw"), imageBytes());
        directory = Files.createDirectory(real.resolve("mnt"));
        shell = new Shell(real);
    }

    /** Returns how large the image is, in bytes; it takes no room where nothing is written. */
    long imageBytes() {
        return 64L << 20;
    }

    final boolean isMounted() throws IOException {
        return MountTable.imageOn(directory).isPresent();
    }

    /** Mounts the image. A mount in the foreground does not say when it is there, so this waits for it. */
    final Command.Running mountInForeground(Object... options) throws Exception {
        List<Object> arguments = new ArrayList<>(List.of("--foreground"));
        arguments.addAll(List.of(options));
        arguments.addAll(List.of(image, directory));
        Command.Running process = shell.startFuse(arguments.toArray());
        awaitMount(process);
        return process;
    }

    final void awaitMount(Command.Running mounting) throws Exception {
        Await.until(
                "the image is mounted", () -> isMounted() || !mounting.process().isAlive());
    }
}
