// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.Strace;
import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The disk below an image takes seconds for each flush. strace delays the return of the flush. */
@Tag("slow")
class SlowFlushIT extends OnImage {

    @BeforeAll
    static void needTracer() throws IOException, InterruptedException {
        Strace.skipUnlessItInjects();
    }

    /** Each of the requests reaches the process behind the mount: reads bypass the cache, and names are new. */
    @Test
    void otherRequestsAreAnsweredWhileCommitIsFlushed() throws IOException, InterruptedException {
        assertEquals("answered\n", shell.run("""
                "$1" disk.raw mnt
                head -c 1M /dev/urandom >mnt/data
                echo before >mnt/f
                "$1" --unmount mnt
                strace -D -f -qq -o /dev/null -e trace=fdatasync -e inject=fdatasync:delay_exit=4000000 \\
                    "$1" disk.raw mnt
                echo after >>mnt/f
                {
                    sync mnt/f
                    touch ended
                } &
                for i in 1 2 3 4 5 6 7 8 9 10; do
                    dd if=mnt/data of=/dev/null bs=4k count=1 skip=$i iflag=direct status=none
                    test ! -e mnt/absent$i
                    echo text >mnt/new$i
                    mv mnt/new$i mnt/other$i
                    stat mnt/other$i >stat
                done
                if test -e ended; then echo waited; else echo answered; fi
                wait
                "$1" --unmount mnt
                """, Shell.TFS_FUSE));
        TestImage.check(image);
    }
}
