// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.URISyntaxException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The kernel collects written bytes before it passes them on. */
@Tag(FuseHere.LIBFUSE_3)
class WriteCacheIT extends OnMount {

    /** What the kernel remembers of all file systems of the machine. */
    static final String KERNEL_CACHES = "kernel caches";

    /** A hole where the kernel has bytes would lose them. */
    @Test
    void seekFindsBytesJustWrittenByAnotherProgram() throws IOException, InterruptedException {
        requireKernelThatWaits();
        expect("0 8192 20971520 20975616 end\n", """
                exec 9<>f
                printf %8000d 1 >&9
                dd if=/dev/zero of=f bs=4k seek=5120 count=1 conv=notrunc status=none
                printf x >>f
                truncate -s 20975616 f
                /usr/bin/perl -e 'open F, "<f";
                    for ([0, 3], [0, 4], [8192, 3], [20971520, 4]) { print sysseek(F, $$_[0], $$_[1]) + 0, " " }
                    print defined sysseek(F, 20975616, 3) ? "more" : "end", "\n"'
                """);
    }

    /** The first hole of the volume is none in the kernel, and neither is the second. */
    @Test
    void seekOfHoleFindsTheFirstOneThatIsNotBeingWritten() throws IOException, InterruptedException {
        requireKernelThatWaits();
        expect("327680\n", """
                truncate -s 320K f
                for block in 0 2 4; do
                    dd if=/dev/zero of=f bs=64K seek=$block count=1 conv=notrunc status=none
                done
                exec 9<>f
                dd if=/dev/zero bs=64K count=4 status=none >&9
                /usr/bin/perl -e 'open F, "<f"; print sysseek(F, 0, 4) + 0, "\\n"'
                """);
    }

    private static void requireKernelThatWaits() {
        FuseHere.require(
                KernelVersion.here().waitsForWrites(), "this kernel answers such a call by itself, without holes");
    }

    @Test
    void readersSeeBytesOfAsynchronousDirectWrites() throws IOException, InterruptedException, URISyntaxException {
        Path source = Path.of(Objects.requireNonNull(WriteCacheIT.class.getResource("asynchronous-writes.c"))
                .toURI());
        Path program = image.resolveSibling("asynchronous-writes");
        Command.of("cc", "-o", program, source).run().ok();
        Command.of(program, mount.root().resolve("f"), 100).run().ok();
    }

    @Test
    void seekFindsStoresToMappingWithoutWriteCache() throws IOException, InterruptedException {
        remount("-o", "no_writeback");
        mount.run("truncate -s 1M f");
        Path file = mount.root().resolve("f");
        try (Arena arena = Arena.ofConfined();
                FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size(), arena)
                    .set(ValueLayout.JAVA_BYTE, 512 << 10, (byte) 1);
            assertEquals(512 << 10, LinuxCalls.seek(file, 0, LinuxCalls.SEEK_DATA));
        }
    }

    /** Such a kernel may still be writing when it is to have passed the bytes on. */
    @Test
    void seekReportsNoHolesOfOpenFileOnOldKernel() throws IOException, InterruptedException {
        mount.close();
        assertEquals("0 4096 65536\n", shell.run("""
                TFS_JAVA_OPTS="$TFS_JAVA_OPTS -Dos.version=6.1.0" "$1" disk.raw mnt
                exec 9<>mnt/f
                truncate -s 64K mnt/f
                /usr/bin/perl -e 'open F, "<mnt/f";
                    for ([0, 3], [4096, 3], [0, 4]) { print sysseek(F, $$_[0], $$_[1]) + 0, " " }' | sed 's/ $/\\n/'
                exec 9>&-
                umount -i mnt
                """, Shell.TFS_FUSE));
        mount = TestMount.of(image);
    }

    /** A kernel that runs short of memory drops cached data as well, but not in each round. */
    @Test
    @ResourceLock(value = KERNEL_CACHES, mode = ResourceAccessMode.READ)
    void seekLeavesTheCachedDataOfOpenFile() throws Exception {
        requireKernelThatWaits();
        List<String> requests = requestsOf("""
                truncate -s 64K mnt/f
                head -c 1M /dev/zero >>mnt/f
                exec 9<>mnt/f
                for round in 1 2 3 4 5; do
                    mkdir mnt/round$round
                    /usr/bin/perl -e 'open F, "<mnt/f"; for (1 .. 9) { sysseek F, 0, 3; sysseek F, 0, 4 }'
                    dd if=mnt/f bs=64K skip=1 status=none >/dev/null
                done
                exec 9>&-
                """);
        List<List<String>> rounds = Stream.of(String.join("\n", requests).split("opcode: MKDIR "))
                .skip(1)
                .map(round -> round.lines().toList())
                .toList();
        assertEquals(5, rounds.size());
        assertTrue(rounds.stream().allMatch(round -> count(round, "LSEEK") == 18));
        assertTrue(rounds.stream().anyMatch(round -> count(round, "READ") == 0));
    }

    /** The kernel sets the time of a write, and the process behind the mount that of a new file. */
    @Test
    void fileThatIsWrittenLaterIsNotOlder() throws IOException, InterruptedException {
        expect("0 0\n", """
                /usr/bin/perl -e 'use Time::HiRes "stat";
                    my ($older, $apart) = (0, 0);
                    for (1 .. 200) {
                        open my $first, ">", "first$_";
                        close $first;
                        open my $second, ">", "second$_";
                        syswrite $second, "x";
                        close $second;
                        $older++ if (stat "second$_")[9] < (stat "first$_")[9];
                        utime undef, undef, "first$_";
                        $apart++ if (stat "first$_")[8] != (stat "first$_")[9];
                    }
                    print "$older $apart\\n"'
                """);
    }

    @Test
    void seeksOfManyProgramsWaitForEachOther() throws IOException, InterruptedException {
        expect("32\n", """
                exec 9<>f
                for i in $(seq 32); do
                    (printf x >&9; /usr/bin/perl -e 'open F, "<f"; print sysseek(F, 0, 3) + 0, "\n"') &
                done >../found
                wait
                grep -c '^0$' ../found
                """);
    }

    @Test
    void copyOfFileThatIsBeingWrittenHasAllBytes() throws IOException, InterruptedException {
        expect("same\n", """
                truncate -s 30M f
                exec 9<>f
                echo x | dd of=f bs=1 seek=10M conv=notrunc status=none
                echo begin >&9
                cp --sparse=auto f g
                cmp f g
                echo same
                """);
    }

    /** tar takes a file without blocks for one hole, and does not read it. */
    @Test
    void openFileThatHoldsDataOwnsBlocks() throws IOException, InterruptedException {
        mount.run("touch empty; stat empty");
        expect("created synced\nappended synced\nlengthened\n", """
                /usr/bin/perl -e 'use IO::Handle;
                    sub blocks { (stat $_[0])[12] }
                    for (["created", ">", "new"], ["appended", ">>", "empty"]) {
                        my ($how, $mode, $name) = @$_;
                        open my $file, $mode, $name;
                        syswrite $file, "x" x 1000000;
                        print "$how " if blocks($name) > 0;
                        $file->sync;
                        print "synced\\n" if blocks($name) >= 1000000 / 512;
                    }
                    open my $file, ">", "hole";
                    truncate $file, 1000000;
                    print "lengthened\\n" if blocks("hole") > 0'
                """);
        expect("0 0\n", """
                until test "$(echo $(stat -c %b hole))" = 0; do :; done
                : >new
                until test "$(echo $(stat -c %b new))" = 0; do :; done
                echo $(stat -c %b hole new)
                """);
    }

    /** The kernel writes old pages back by itself, and no later request of the program brings it the new count. */
    @Test
    void blocksOfOpenFileFollowWhatTheKernelWritesBack() throws IOException, InterruptedException {
        remount("-o", "commit=1");
        expect("all\n", """
                /usr/bin/perl -e '$| = 1;
                    open my $file, ">", "f";
                    syswrite $file, "x" x 1000000;
                    print "written\\n";
                    do { select undef, undef, undef, 0.01 } until (stat "f")[12] >= 1000000 / 512;
                    print "all\\n"' | { read line; sync -f .; cat; }
                """);
    }

    @Test
    void timesAreTheSameAfterBeingMountedAgain() throws IOException, InterruptedException {
        String times = "stat -c '%n %y %x' old new appended kept\n";
        String before = mount.run("""
                echo a >old
                echo b >>old
                touch -d '2001-02-03 04:05:06.7' old
                echo c >new
                echo d >appended
                touch -m -d 2010-01-01 appended
                touch -a -d 2011-01-01 appended
                echo e >>appended
                echo f >kept
                touch -a -d 2012-01-01 kept
                touch -m -d 2013-01-01 kept
                """ + times);
        remount();
        List<String> after = mount.run(times).lines().toList();
        for (String each : List.of("old", "new", "appended", "kept")) {
            assertEquals(modified(before.lines().toList(), each), modified(after, each));
        }
        assertTrue(after.getFirst().startsWith("old 2001-02-03 04:05:06.7"), after::getFirst);
        expect("2012-01-01 2013-01-01\n", "stat -c '%x %y' kept | cut -d ' ' -f 1,4");
    }

    private static String modified(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name + " "))
                .findFirst()
                .orElseThrow()
                .split(" [+-][0-9]")[0];
    }

    /** A time of access that was never set shows as that of modification, and takes no room in the log. */
    @Test
    void writingStoresNoTimeOfAccess() throws IOException, InterruptedException {
        mount.run("echo a >f; sync f; echo b >>f; sync f");
        remount();
        expect("same\n", "test \"$(stat -c %x f)\" = \"$(stat -c %y f)\"; echo same");
    }

    /** After each of these, the kernel passes on the time of modification, which has not changed. */
    @Test
    void changesOfNamesStoreNoTimeOfAccess() throws IOException, InterruptedException {
        mount.run("""
                echo a >f; mv f g; ln g h; setfattr -n user.a -v b g; setfattr -x user.a g
                echo c >i; mv i h; echo d >>g; sync g
                """);
        remount();
        expect("same\n", "test \"$(stat -c %x g h)\" = \"$(stat -c %y g h)\"; echo same");
    }

    /** The kernel has its own clock for files whose bytes it collects. */
    @Test
    @ResourceLock(KERNEL_CACHES)
    void timesStayWhenTheKernelForgetsTheFile() throws IOException, InterruptedException {
        FuseHere.mustBeRoot();
        expect("same\n", """
                for change in 'echo text >f' 'truncate -s 2 f' 'perl -e "truncate q(f), 2"' 'chmod 600 f' \
                        'chown 7 f' ': >f' ': >f' 'echo more >>f' 'ln f g' 'setfattr -n user.a -v b f' 'mv g h' \
                        'rm h'; do
                    eval "$change"
                    before=$(stat -c '%y %z' f)
                    sync f
                    echo 2 >/proc/sys/vm/drop_caches
                    after=$(stat -c '%y %z' f)
                    test "$before" = "$after" || echo "$change: $before, then $after"
                done
                echo same
                """);
    }

    /** As POSIX demands of the call with a name. An open that empties a file sets its time, even if it was empty. */
    @Test
    void truncateToTheSameSizeKeepsTimes() throws IOException, InterruptedException {
        String times = "stat -c '%n %.10y' full empty emptied";
        String expected = mount.run("""
                echo text >full
                : >empty
                : >emptied
                touch -d 2001-02-03 full empty emptied
                /usr/bin/perl -e 'truncate "full", 5; truncate "empty", 0'
                : >emptied
                """ + times);
        assertTrue(expected.startsWith("full 2001-02-03\nempty 2001-02-03\nemptied 2"), expected);
        assertFalse(expected.endsWith("2001-02-03\n"), expected);
        remount();
        expect(expected, times);
    }

    @Test
    void appendsOfSeveralProgramsFollowEachOther() throws IOException, InterruptedException {
        expect("4000\n", """
                for i in 1 2 3 4; do (for j in $(seq 1000); do echo $i-$j; done >>f) & done
                wait
                sort -u f | wc -l
                """);
    }

    @Test
    void partOfPageIsWrittenThroughDescriptorThatCannotRead() throws IOException, InterruptedException {
        mount.run("seq 10000 >f");
        remount();
        expect("same\n", """
                seq 10000 >../expected
                for file in ../expected f; do printf X | dd of=$file bs=1 seek=20000 conv=notrunc status=none; done
                cmp ../expected f
                echo same
                """);
    }

    @Test
    void fullVolumeIsReportedByClose() throws IOException, InterruptedException {
        String output = mount.run("! head -c 80M /dev/zero | cp /dev/stdin large");
        assertTrue(output.contains("No space left on device"), output);
    }

    /** The limit is many times the volume; without an error, the loop would go on until its end. */
    @Test
    void endlessWritesToFullVolumeEndWithAnError() throws IOException, InterruptedException {
        remount("-o", "commit=3600");
        String written = mount.run("! dd if=/dev/zero of=large bs=1M count=20000 status=none");
        assertTrue(written.contains("error writing 'large': No space left on device"), written);
        expect("lost\nwritten\n", """
                rm large
                sync .
                /usr/bin/perl -e 'use IO::Handle;
                    open my $file, "+>", "more";
                    while (syswrite $file, "x" x 1000000) {}
                    print "lost\\n" unless $file->sync;
                    truncate $file, 0;
                    print "written\\n" if syswrite($file, "x") && $file->sync'
                """);
    }

    /**
     * A program that begins another file at some size asks for the size before each write. Here {@code fsync} loses the
     * bytes of the write before it, which has succeeded.
     */
    @Test
    void writesThatFollowStatOnFullVolumeEndWithAnError() throws IOException, InterruptedException {
        expect("No space left on device\n", """
                /usr/bin/perl -e 'use IO::Handle;
                    open my $file, ">", "large";
                    syswrite $file, "x" x 1000000 for 1 .. 80;
                    1 until syswrite $file, "x" x 1000000;
                    $file->sync;
                    stat $file for 1 .. 1000;
                    for (;;) {
                        stat $file;
                        syswrite $file, "x" or last;
                    }
                    print "$!\\n";
                    close $file'
                """);
    }

    @Test
    void statAndReadsOfFullVolumeSucceed() throws IOException, InterruptedException {
        expect("0 failed\n", """
                exec 9>large
                /usr/bin/perl -e 'open my $out, ">&=9";
                    open my $in, "<", "large";
                    my $failed = 0;
                    for (1 .. 200) {
                        syswrite $out, "x" x 1000000;
                        stat $out or $failed++;
                        stat $in or $failed++;
                        defined sysseek $in, 0, 2 or $failed++;
                        defined sysread $in, my $bytes, 4096 or $failed++;
                    }
                    print "$failed failed\\n"'
                ! dd if=/dev/zero bs=1 count=1 conv=fsync status=none >&9 2>/dev/null || :
                """);
    }

    @Test
    void fileThatFitsOnlyPartlyIsReportedByCloseAndSync() throws IOException, InterruptedException {
        leaveRoom();
        String closed = mount.run("! head -c 500K /dev/zero | cp /dev/stdin new");
        assertTrue(closed.contains("No space left on device"), closed);
        String synced = mount.run("rm new; sync .; ! dd if=/dev/zero of=new bs=500K count=1 conv=fsync status=none");
        assertTrue(synced.contains("fsync failed for 'new': No space left on device"), synced);
    }

    @Test
    void mappingThatFitsOnlyPartlyIsReportedBySyncWithoutWriteCache() throws IOException, InterruptedException {
        remount("-o", "no_writeback");
        leaveRoom();
        mount.run("truncate -s 500K new");
        try (Arena arena = Arena.ofConfined();
                FileChannel channel = FileChannel.open(
                        mount.root().resolve("new"), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MemorySegment mapping = channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size(), arena);
            mapping.fill((byte) 1);
            assertThrows(UncheckedIOException.class, mapping::force);
        }
    }

    /** Fills the volume up to 300 KiB. */
    private void leaveRoom() throws IOException, InterruptedException {
        mount.run("""
                head -c 300K /dev/zero >room
                sync room
                ! dd if=/dev/zero of=large bs=1M count=80 conv=fsync status=none 2>/dev/null
                rm room
                sync .
                """);
    }

    /** The only thread of the mount cannot wait for the message that the kernel has forgotten the file. */
    @Test
    void spaceOfRemovedFileIsThereAtOnce() throws IOException, InterruptedException {
        remount("-s", "-o", "no_writeback");
        mount.run("for i in 1 2 3 4 5; do head -c 40M /dev/zero >f; rm f; done");
    }

    @Test
    void policyOfWritingThroughReportsFullVolumeAtOnce() throws IOException, InterruptedException {
        remount("-o", "no_writeback");
        String output = mount.run("! dd if=/dev/zero of=large bs=1M count=80 status=none");
        assertTrue(output.contains("error writing 'large': No space left on device"), output);
    }

    @Test
    void smallWritesAreCollectedAndNeedNoOtherRequests() throws Exception {
        List<String> requests = requestsOf("""
                dd if=/dev/zero of=mnt/f bs=1k count=1000 status=none
                """);
        assertTrue(count(requests, "WRITE") < 20, () -> count(requests, "WRITE") + " writes");
        assertTrue(count(requests, "GETXATTR") < 20, () -> count(requests, "GETXATTR") + " attributes");
    }

    /**
     * Mounts anew, runs a script, unmounts, and returns the lines about requests. Any program may use the mount for a
     * moment, such as one that reads which files other programs have open.
     */
    private List<String> requestsOf(String script) throws Exception {
        mount.close();
        try (Command.Running listing = shell.startNoisyFuse("-d", image, directory);
                ExecutorService reader = Executors.newSingleThreadExecutor()) {
            while (!listing.nextLine().contains("opcode: INIT")) {
                assertTrue(listing.process().isAlive());
            }
            Future<List<String>> rest = reader.submit(() -> listing.result().lines());
            shell.run(script + "umount -i -l mnt");
            return rest.get();
        } finally {
            mount = TestMount.of(image);
        }
    }

    private static long count(List<String> requests, String operation) {
        return requests.stream()
                .filter(line -> line.contains("opcode: " + operation + " "))
                .count();
    }
}
