// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An empty ext4 file system that root has mounted, to compare with. Closing it unmounts. */
final class Ext4Mount implements AutoCloseable {

    private final Shell outside;
    private final Path root;
    private final Shell inside;

    private Ext4Mount(Shell outside, Path root) {
        this.outside = outside;
        this.root = root;
        this.inside = new Shell(root);
    }

    /** Makes and mounts the file system; the image and the mount point {@code ext4} are new files in the directory. */
    static Ext4Mount in(Path directory) throws IOException, InterruptedException {
        Shell outside = new Shell(directory);
        Path root = Files.createDirectory(directory.resolve("ext4"));
        outside.run("truncate -s 16M ext4.raw; mkfs.ext4 -q ext4.raw; mount -o loop ext4.raw ext4");
        return new Ext4Mount(outside, root);
    }

    Path root() {
        return root;
    }

    /** Runs a script in the root of the file system, and returns its output. */
    String run(String script, Object... arguments) throws IOException, InterruptedException {
        return inside.run(script, arguments);
    }

    @Override
    public void close() throws IOException {
        try {
            outside.run("umount ext4");
        } catch (InterruptedException e) {
            throw new InterruptedIOException("ext4 is still mounted");
        }
    }
}
