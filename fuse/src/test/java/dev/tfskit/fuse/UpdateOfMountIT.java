// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import dev.tfskit.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code tfs-mkfs --update} refuses an image that is mounted. */
class UpdateOfMountIT extends OnMount {

    @Test
    void mountedImageIsRefused() throws IOException, InterruptedException {
        Path out = temp.resolve("out.raw");
        for (List<Object> more :
                List.<List<Object>>of(List.of(), List.of("--shrink"), List.of("--copy-to", out), List.of("--punch"))) {
            Result refused = Command.mkfs("--update", "-l", "new", image)
                    .with(more.toArray())
                    .run();
            assertEquals(1, refused.exitCode(), refused.errors());
            assertTrue(refused.errors().startsWith("tfs-mkfs: " + image + ": is "), refused.errors());
        }
        assertFalse(Files.exists(out));
        expect("works\n", "echo works >file; cat file");
    }
}
