// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.Result;
import dev.tfskit.disk.BootFileBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A directory in which the tools make and update images.
 *
 * @param path the directory
 */
record ImageDirectory(Path path) {

    private static final int BLOCK_BYTES = 512;

    /** Runs tfs-mkfs nearly as if in the directory. */
    Result mkfs(Object... arguments) {
        return InProcess.mkfsIn(path, arguments);
    }

    /** Makes an image of trees in the directory, of which later ones replace entries of earlier ones. */
    void make(String image, String... trees) {
        List<Object> arguments = new ArrayList<>(List.of("--tree", "-q"));
        for (String tree : trees) {
            arguments.addAll(List.of("-r", path.resolve(tree)));
        }
        arguments.add(path.resolve(image));
        InProcess.mkfs(arguments.toArray()).ok();
    }

    byte[] bytes(String name) throws IOException {
        return Files.readAllBytes(path.resolve(name));
    }

    /** Makes a boot file of so many blocks, the boot sector included. No two of different lengths have equal code. */
    void makeBootFile(String name, int blocks) throws IOException {
        Files.write(path.resolve(name), BootFileBytes.filled(blocks * BLOCK_BYTES, (byte) blocks));
    }

    /** An image in the directory, as the library reads it. */
    MadeImage image(String name) {
        return new MadeImage(path.resolve(name));
    }

    /** Demands that an image is sound, and has the tree of another one. */
    void assertSame(String expected, String image) throws IOException {
        assertEquals(List.of(), image(image).differencesFrom(image(expected)));
        image(image).assertReadable();
    }
}
