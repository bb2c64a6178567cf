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
    private static final String WRITE_AND_REMOVE =
            "yes '" + SECRET + "' | head -c 900000 > a; sync; cp a b; sync; : > a; rm b; sync";

    private boolean imageHoldsSecret() throws IOException {
        mount.close();
        String bytes = Files.readString(mount.image(), StandardCharsets.ISO_8859_1);
        return bytes.contains(SECRET);
    }

    @Test
    void removedFilesLeaveNothingInTheImageWithIt() throws IOException, InterruptedException {
        remount("-o", "discard");
        mount.run(WRITE_AND_REMOVE);
        String used = "find '" + mount.image() + "' -printf '%k'";
        long kilobytes = Long.parseLong(mount.run(used));
        assertTrue(kilobytes < 900, () -> "the image takes " + kilobytes + " KB");
        assertFalse(imageHoldsSecret());
    }

    @Test
    void removedFilesLeaveTheirBytesInTheImageWithoutIt() throws IOException, InterruptedException {
        mount.run(WRITE_AND_REMOVE);
        assertTrue(imageHoldsSecret());
    }
}
