// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** The option {@code discard}: removed files leave no bytes in the image. */
class DiscardIT extends OnMount {

    private static final String SECRET = "the old contents;";
    private static final int BYTES = 3_000_000;

    /** Writes two files, and removes one after they are durable; returns the kilobytes that the image then takes. */
    private long writeAndRemove(String... options) throws IOException, InterruptedException {
        remount(options);
        mount.run("yes '" + SECRET + "' | head -c " + BYTES + " > a");
        remount(options);
        assertTrue(imageHoldsSecret());
        mount.run("cp a b; : > a; rm b");
        remount(options);
        return Long.parseLong(shell.run("find disk.raw -printf '%k'"));
    }

    private boolean imageHoldsSecret() throws IOException {
        return Files.readString(mount.image(), StandardCharsets.ISO_8859_1).contains(SECRET);
    }

    @Test
    void bytesOfRemovedFilesAreDiscardedWithTheOption() throws IOException, InterruptedException {
        long kilobytes = writeAndRemove("-o", "discard");
        assertFalse(imageHoldsSecret());
        assertTrue(kilobytes < BYTES / 1024, () -> "the image takes " + kilobytes + " KB");
    }

    @Test
    void bytesOfRemovedFilesStayWithoutTheOption() throws IOException, InterruptedException {
        long kilobytes = writeAndRemove();
        assertTrue(imageHoldsSecret());
        assertTrue(kilobytes >= BYTES / 1024, () -> "the image takes " + kilobytes + " KB");
    }
}
