// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.Await;
import dev.tfskit.Privileges;
import dev.tfskit.Result;
import dev.tfskit.device.FileDevice;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An image that is mounted by the packaged launcher. Closing it unmounts, and demands that the image is without fault
 * then.
 */
final class TestMount implements AutoCloseable {

    private final Path image;
    /** The file that the mount locks while it can be written to. */
    private final Path written;

    private final Path root;
    private final Shell inside;

    private TestMount(Path image, Path written, Path root) {
        this.image = image;
        this.written = written;
        this.root = root;
        this.inside = new Shell(root);
    }

    /** Mounts an image, on a directory beside it. */
    static TestMount of(Path image, String... options) throws IOException, InterruptedException {
        Path root = image.resolveSibling("mnt");
        // One whose process has died is there, but no directory.
        if (Files.notExists(root)) {
            Files.createDirectory(root);
        }
        List<Object> arguments = new ArrayList<>(List.of(options));
        arguments.addAll(List.of(image, root));
        assertEquals(
                "", new Shell(image.getParent()).fuse(arguments.toArray()).ok().output());
        int overlay = List.of(options).indexOf("--overlay");
        return new TestMount(image, overlay < 0 ? image : Path.of(options[overlay + 1]), root);
    }

    Path root() {
        return root;
    }

    Path image() {
        return image;
    }

    /** Runs a script in the root of the mount, and returns its output. */
    String run(String script, Object... arguments) throws IOException, InterruptedException {
        return inside.run(script, arguments);
    }

    @Override
    public void close() throws IOException {
        try {
            unmount();
        } catch (InterruptedException e) {
            throw new InterruptedIOException("still mounted: " + root);
        }
        TestImage.check(image);
    }

    /**
     * Unmounts without a process of the tool, which most tests of a mount are not about. A commit that fails shows in
     * sync.
     */
    private void unmount() throws IOException, InterruptedException {
        Shell outside = new Shell(image.getParent());
        String command = Privileges.isRoot() ? "umount -i" : "fusermount3 -u";
        Result unmounted = outside.attempt("sync \"$1\"; " + command + " \"$1\"", root);
        if (unmounted.exitCode() != 0) {
            // A test that left something running must not leave a mount as well.
            outside.run("umount -i -l \"$1\" || :", root);
        }
        unmounted.ok();
        Await.until(written + " is closed", () -> !FileDevice.isLocked(written));
    }
}
