// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.Strace;
import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The disk below an image takes minutes for a flush. strace delays the return of the flush. */
@Tag("slow")
class SlowFlushIT extends OnImage {

    @BeforeAll
    static void needTracer() throws IOException, InterruptedException {
        Strace.skipUnlessItInjects();
    }

    /**
     * Each of the requests reaches the process behind the mount: reads bypass the cache, and names are new. The flush
     * before the first write of the mount, for which all writes wait, is over then.
     */
    @Test
    void otherRequestsAreAnsweredWhileCommitIsFlushed() throws IOException, InterruptedException {
        assertEquals("answered\n", shell.run("""
                "$1" disk.raw mnt
                head -c 1M /dev/urandom >mnt/data
                echo before >mnt/f
                "$1" --unmount mnt
                "$1" --foreground disk.raw mnt &
                server=$!
                until grep -q " $PWD/mnt " /proc/mounts; do kill -0 $server; done
                sync mnt/f
                strace -f -o calls -e trace=fdatasync -e inject=fdatasync:delay_exit=100000000 -p $server 2>attached &
                tracer=$!
                until grep -qs attached attached; do kill -0 $tracer; done
                echo after >>mnt/f
                {
                    sync mnt/f
                    touch ended
                } &
                until grep -qs fdatasync calls; do kill -0 $tracer; done
                for i in 1 2 3 4 5 6 7 8 9 10; do
                    dd if=mnt/data of=/dev/null bs=4k count=1 skip=$i iflag=direct status=none
                    test ! -e mnt/absent$i
                    echo text >mnt/new$i
                    mv mnt/new$i mnt/other$i
                    stat mnt/other$i >stat
                done
                if test -e ended; then echo waited; else echo answered; fi
                kill $tracer
                wait $tracer 2>/dev/null || :
                "$1" --unmount mnt
                wait
                """, Shell.TFS_FUSE));
        TestImage.check(image);
    }
}
