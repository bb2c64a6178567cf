// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The end of a mount for which the kernel collects written bytes. */
@Tag(FuseHere.LIBFUSE_3)
class WriteCacheEndIT extends OnImage {

    /**
     * The program {@code sync} of this test closes the only open file. The one block of an empty file shows it open.
     */
    @Test
    void sigtermRunsSyncOnceWhenThatClosesTheLastFile() throws IOException, InterruptedException {
        assertEquals("called\n", shell.run("""
                mkdir programs
                cat >programs/sync <<EOF
                #!/bin/sh
                echo called >>"$PWD/calls"
                kill \\$(cat "$PWD/holder") 2>/dev/null
                until test "\\$(stat -c %b "$PWD/mnt/f")" = 0; do :; done
                EOF
                chmod +x programs/sync
                PATH="$PWD/programs:$PATH" "$1" --foreground disk.raw mnt &
                server=$!
                until grep -q " $PWD/mnt " /proc/mounts; do kill -0 $server; done
                tail -f /dev/null >mnt/f &
                echo $! >holder
                until test "$(stat -c %b mnt/f 2>&-)" = 1; do :; done
                kill $server
                wait $server || :
                cat calls
                """, Shell.TFS_FUSE));
    }
}
