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
     * More programs wait for the flush than the mount has threads for requests, in files and in directories. Each of
     * the other requests reaches the process behind the mount: reads bypass the cache, and names are new. The flush
     * before the first write of the mount, for which all writes wait, is over then.
     */
    @Test
    void otherRequestsAreAnsweredWhileManyProgramsAwaitFlush() throws IOException, InterruptedException {
        assertEquals("answered\n", shell.run("""
                "$1" disk.raw mnt
                head -c 1M /dev/urandom >mnt/data
                for i in $(seq "$2"); do
                    mkdir mnt/d$i
                    echo before >mnt/d$i/f
                done
                "$1" --unmount mnt
                "$1" --foreground disk.raw mnt &
                server=$!
                until grep -q " $PWD/mnt " /proc/mounts; do kill -0 $server; done
                sync mnt/d1/f
                strace -f -o calls -e trace=fdatasync -e inject=fdatasync:delay_exit=100000000 -p $server 2>attached &
                tracer=$!
                until grep -qs attached attached; do kill -0 $tracer; done
                for i in $(seq "$2"); do
                    echo after >>mnt/d$i/f
                    for each in mnt/d$i mnt/d$i/f; do
                        {
                            strace -o waiting$i${each##*/} -e trace=fsync sync $each
                            touch ended
                        } &
                    done
                done
                until grep -qs fdatasync calls; do kill -0 $tracer; done
                for i in $(seq "$2"); do
                    until grep -qs fsync waiting${i}d$i && grep -qs fsync waiting${i}f; do kill -0 $tracer; done
                done
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
                """, Shell.TFS_FUSE, MountProcess.usualThreads() + 1));
        TestImage.check(image);
    }

    /** The process that is ended answers all programs that wait for the flush, those in its queue included. */
    @Test
    void syncsInProgressSucceedWhenProcessIsEnded() throws IOException, InterruptedException {
        String programs = "40";
        assertEquals(programs + "\n" + programs + "\n", shell.run("""
                "$1" --foreground disk.raw mnt &
                server=$!
                until grep -q " $PWD/mnt " /proc/mounts; do kill -0 $server; done
                touch mnt/f
                sync mnt/f
                strace -f -o calls -e trace=fdatasync -e inject=fdatasync:delay_exit=2000000 -p $server 2>attached &
                tracer=$!
                until grep -qs attached attached; do kill -0 $tracer; done
                for i in $(seq "$2"); do
                    echo text >mnt/f$i
                    { strace -o waiting$i -e trace=fsync sync mnt/f$i && touch synced$i; } &
                done
                for i in $(seq "$2"); do
                    until grep -qs fsync waiting$i; do kill -0 $tracer; done
                done
                until grep -qs fdatasync calls; do kill -0 $tracer; done
                kill $server
                wait
                ls synced* | wc -l
                "$1" disk.raw mnt
                grep -l text mnt/f* | wc -l
                "$1" --unmount mnt
                """, Shell.TFS_FUSE, programs));
        TestImage.check(image);
    }

    /** With {@code -s}, a request waits for the one before it, and so for its flush. */
    @Test
    void singleThreadOfSessionWaitsForFlush() throws IOException, InterruptedException {
        assertEquals("0\n", shell.run("""
                "$1" --foreground -s disk.raw mnt &
                server=$!
                until grep -q " $PWD/mnt " /proc/mounts; do kill -0 $server; done
                sync mnt
                cat /proc/$server/task/*/comm | grep -c tfs-sync || :
                "$1" --unmount mnt
                wait
                """, Shell.TFS_FUSE));
    }
}
