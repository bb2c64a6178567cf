// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tfskit.Await;
import dev.tfskit.Command;
import dev.tfskit.Mounts;
import dev.tfskit.Privileges;
import dev.tfskit.Result;
import dev.tfskit.Strace;
import dev.tfskit.device.FileDevice;
import dev.tfskit.hostfile.LockRetryPolicy;
import dev.tfskit.hostfile.LockedException;
import dev.tfskit.posix.HostMounts.HostMount;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jpountz.lz4.LZ4FrameOutputStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The start and the end of a mount. */
@Order(1)
class MountIT extends OnImage {

    private static final int TERMINATED = 143;

    @Test
    void mountIsUsableWhenLauncherReturnsAndOutputIsReleased() throws IOException, InterruptedException {
        assertEquals("", shell.fuse(image, directory).ok().output());
        assertTrue(isMounted());
        Files.writeString(directory.resolve("f"), "text");
        assertEquals("", shell.fuse("--unmount", directory).ok().output());
        assertFalse(isMounted());
        assertFalse(FileDevice.isLocked(image));
        TestImage.check(image);
    }

    /** At the start of a machine there may be none yet. */
    @Test
    void mountNeedsNoDirectoryForTemporaryFiles() throws IOException, InterruptedException {
        assertEquals("text\n", shell.run("""
                TMPDIR=$PWD/none "$1" disk.raw mnt
                echo text >mnt/f
                cat mnt/f
                "$1" --unmount mnt
                """, Shell.TFS_FUSE));
    }

    /** The image is locked, so the mount waits. */
    @ParameterizedTest
    @CsvSource({"INT,130", "HUP,143", "TERM,143"})
    void signalForTheLauncherEndsTheMountThatHasNotBegun(String signal, int exitCode) throws Exception {
        try (FileDevice _ = FileDevice.openForWriting(image);
                Command.Running mounting = Command.shell(
                                "exec env --default-signal \"$@\"", Shell.TFS_FUSE, image, directory)
                        .start()) {
            ProcessHandle launcher = mounting.process().toHandle();
            Await.until("the JVM runs", () -> launcher.descendants().anyMatch(MountIT::isJava) || !launcher.isAlive());
            mounting.signal(signal);
            Result ended = mounting.result();
            assertEquals("", ended.output() + ended.errors());
            assertEquals(exitCode, ended.exitCode());
        }
        assertFalse(isMounted());
    }

    private static boolean isJava(ProcessHandle process) {
        return process.info().command().orElse("").endsWith("/java");
    }

    @Test
    void afterAPlainUmountEverythingIsThere() throws Exception {
        Command.Running process = mountInForeground();
        Files.writeString(directory.resolve("f"), "text");
        shell.run("umount -i mnt");
        assertEquals("", process.result().ok().output());
        TestImage.check(image);
        try (TestMount again = TestMount.of(image)) {
            assertEquals("text", Files.readString(again.root().resolve("f")));
        }
    }

    /** The first process is stopped, and cannot close the image before the second one has tried to open it. */
    @Test
    void mountRightAfterPlainUmountWaitsUntilTheImageIsClosed() throws Exception {
        Command.Running first = mountInForeground();
        Files.writeString(directory.resolve("f"), "text");
        Command.Running second;
        // The helper that umount may find installed would wait for the stopped process.
        shell.run(
                "kill -STOP $1; umount -i mnt || { kill -CONT $1; exit 1; }",
                first.process().pid());
        try {
            assertTrue(FileDevice.isLocked(image));
            second = shell.startFuse("--foreground", image, directory);
            awaitAttempt(second);
            assertTrue(second.process().isAlive());
            assertFalse(isMounted());
        } finally {
            shell.run("kill -CONT $1", first.process().pid());
        }
        assertEquals("", first.result().ok().output());
        awaitMount(second);
        assertEquals("text", Files.readString(directory.resolve("f")));
        shell.run("umount -i mnt");
        assertEquals("", second.result().ok().output());
        TestImage.check(image);
    }

    /**
     * Waits until a process has the image open, which it may have had too briefly to be seen: then half of its patience
     * has passed.
     */
    private void awaitAttempt(Command.Running process) throws Exception {
        Path open = Path.of("/proc", Long.toString(process.process().pid()), "fd");
        long start = System.nanoTime();
        Await.until(
                "the image is open in process " + process.process().pid(),
                () -> hasImage(open)
                        || !process.process().isAlive()
                        || System.nanoTime() - start > TimeUnit.SECONDS.toNanos(5));
    }

    private boolean hasImage(Path open) throws IOException {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(open)) {
            for (Path descriptor : descriptors) {
                try {
                    if (Files.readSymbolicLink(descriptor).equals(image)) {
                        return true;
                    }
                } catch (NoSuchFileException _) {
                    // It was closed meanwhile.
                }
            }
        }
        return false;
    }

    /** The launcher chooses the locale of the JVM; the shell of the test has the plain one. */
    @Test
    void directoryOutsideAsciiIsMountedInThePlainLocale() throws IOException, InterruptedException {
        assertEquals("C\ntext\ntext\n", shell.run("""
                echo $LC_ALL
                mkdir mnt-é
                "$1" disk.raw mnt-é
                echo text >mnt-é/f
                cat mnt-é/f
                "$1" --unmount mnt-é
                if [ -e mnt-é/f ]; then exit 1; fi
                "$1" -r disk.raw "$PWD/mnt-é"
                cat mnt-é/f
                "$1" --unmount "$PWD/mnt-é"
                rmdir mnt-é
                """, Shell.TFS_FUSE));
        TestImage.check(image);
    }

    @Test
    void sigtermCommitsAndUnmounts() throws Exception {
        Command.Running process = mountInForeground();
        Files.writeString(directory.resolve("f"), "text");
        process.process().toHandle().destroy();
        Result ended = process.result();
        assertEquals("", ended.output() + ended.errors());
        assertEquals(TERMINATED, ended.exitCode());
        assertFalse(isMounted());
        try (TestMount again = TestMount.of(image)) {
            assertEquals("text", Files.readString(again.root().resolve("f")));
        }
    }

    @Test
    void sigtermKeepsBytesWrittenToOpenFile() throws Exception {
        Command.Running process = mountInForeground();
        try (OutputStream open = Files.newOutputStream(directory.resolve("f"))) {
            open.write(new byte[1_000_000]);
            process.process().toHandle().destroy();
            process.result();
        } catch (IOException disconnected) {
            // Whether the close fails is up to the kernel, which has passed everything on before.
        }
        try (TestMount again = TestMount.of(image)) {
            assertEquals(1_000_000, Files.size(again.root().resolve("f")));
        }
    }

    /** The kernel holds more than it passes on at once, because requests are small. */
    @Test
    void sigtermKeepsBytesWrittenToManyOpenFiles() throws Exception {
        Command.Running process = mountInForeground("-o", "max_write=4096");
        try (Command.Running writer = Command.shell("""
                exec /usr/bin/perl -e '$| = 1;
                    my @files;
                    for (1 .. 100) {
                        open my $file, ">", "f$_" or die;
                        syswrite $file, "x" x 100000;
                        push @files, $file;
                    }
                    print "written\n";
                    <STDIN>'
                """).in(directory).startWithInput()) {
            assertEquals("written", writer.nextLine());
            process.process().toHandle().destroy();
            process.result();
            writer.process().getOutputStream().close();
        }
        try (TestMount again = TestMount.of(image)) {
            assertEquals("100\n", again.run("find . -name 'f*' -size 100000c | wc -l"));
        }
    }

    /** The kernel can pass on nothing more, and {@code sync} would wait for all other file systems. */
    @Test
    void endAfterForcedUnmountRunsNoSync() throws IOException, InterruptedException {
        FuseHere.mustBeRoot();
        // The process behind the mount has the output open as well, so this waits for its end.
        shell.run("""
                mkdir programs
                printf '#!/bin/sh\\ntouch "%s"\\n' "$PWD/called" >programs/sync
                chmod +x programs/sync
                PATH="$PWD/programs:$PATH" "$1" disk.raw mnt 8>&1
                exec 9>mnt/f
                echo text >&9
                umount -i -f -l mnt
                """, Shell.TFS_FUSE);
        assertFalse(Files.exists(image.resolveSibling("called")));
    }

    @Test
    void sigtermUnmountsAlsoWhenTheDirectoryHasAnotherPathByThen() throws IOException, InterruptedException {
        assertEquals("", shell.run("""
                mkdir -p above/mnt
                "$1" -f disk.raw above/mnt &
                until mountpoint -q above/mnt; do kill -0 $!; done
                exec 9>above/mnt/f
                head -c 100000 /dev/zero >&9
                mv above moved
                kill $!
                wait $! || test $? = 143
                ! grep " $PWD/.*mnt " /proc/mounts
                """, Shell.TFS_FUSE));
        try (TestMount again = TestMount.of(image)) {
            assertEquals(100_000, Files.size(again.root().resolve("f")));
        }
    }

    @Test
    void sigtermUnmountsAlsoWhereSysIsHidden() throws IOException, InterruptedException {
        FuseHere.mustBeRoot();
        assertEquals("", shell.run("unshare --mount sh -ec '" + Mounts.LEAVE_IMAGES + """
                "$1" -f disk.raw mnt &
                until mountpoint -q mnt; do :; done
                touch mnt/f
                mount -t tmpfs none /sys
                kill $!
                wait $! || :
                ! grep " $PWD/mnt " /proc/mounts' sh "$1"
                """, Shell.TFS_FUSE));
    }

    /** A thread that waits in the kernel would keep the process. A file of the test stands for that of the kernel. */
    @Test
    void sigtermAbortsConnectionThatProgramsStillUse() throws IOException, InterruptedException {
        FuseHere.mustBeRoot();
        assertEquals("1", shell.run("unshare --mount sh -ec '" + Mounts.LEAVE_IMAGES + """
                "$1" -f disk.raw mnt &
                until mountpoint -q mnt; do :; done
                connections=/sys/fs/fuse/connections
                number=$(mountpoint -d mnt)
                mount -t tmpfs none $connections
                mkdir $connections/${number#*:}
                : >$connections/${number#*:}/abort
                exec 9>mnt/f
                kill $!
                wait $! || :
                cat $connections/*/abort' sh "$1"
                """, Shell.TFS_FUSE));
    }

    /** {@code sync -f} of the directory reaches another file system then. */
    @ParameterizedTest
    @ValueSource(strings = {"umount -i -l mnt", "mount -t tmpfs top mnt"})
    void sigtermKeepsBytesOfMountOutOfSight(String hide) throws Exception {
        FuseHere.mustBeRoot();
        Command.Running process = mountInForeground();
        shell.run(
                "exec 9>mnt/f; head -c 100000 /dev/zero >&9; " + hide + "; kill $1; while kill -0 $1; do :; done 2>&-; "
                        + "! mountpoint -q mnt || umount -i mnt; ! mountpoint -q mnt || umount -i mnt",
                process.process().pid());
        process.result();
        try (TestMount again = TestMount.of(image)) {
            assertEquals(100_000, Files.size(again.root().resolve("f")));
        }
    }

    @Test
    void sigtermKeepsTimesOfOpenFile() throws Exception {
        Command.Running process = mountInForeground();
        Path file = Files.writeString(directory.resolve("f"), "text");
        shell.run("touch -d 2001-02-03 mnt/f");
        try (OutputStream open = Files.newOutputStream(file, StandardOpenOption.APPEND)) {
            open.write(new byte[10_000]);
            process.process().toHandle().destroy();
            process.result();
        } catch (IOException disconnected) {
            // Whether the close fails is up to the kernel, which has passed everything on before.
        }
        try (TestMount again = TestMount.of(image)) {
            assertEquals("10004\nf\n", again.run("stat -c %s f; find f -newermt 2002-01-01"));
        }
    }

    /** Also where the kernel collects no written bytes, it keeps stores to a mapping for a while. */
    @Test
    void sigtermKeepsStoresToMapping() throws Exception {
        Command.Running process = mountInForeground("-o", "no_writeback");
        Path file = directory.resolve("f");
        Files.write(file, new byte[4096]);
        try (Arena arena = Arena.ofConfined();
                FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size(), arena)
                    .set(ValueLayout.JAVA_BYTE, 7, (byte) 1);
            process.process().toHandle().destroy();
            process.result();
        }
        try (TestMount again = TestMount.of(image)) {
            assertEquals(1, Files.readAllBytes(again.root().resolve("f"))[7]);
        }
    }

    @Test
    void endOfProcessLeavesWhatIsMountedOnTop() throws Exception {
        FuseHere.mustBeRoot();
        Command.Running process = mountInForeground();
        shell.run("mount -t tmpfs top mnt; touch mnt/inside");
        process.process().toHandle().destroy();
        assertEquals(linesOfWhatStays("mnt"), process.result().errors());
        shell.run("test -e mnt/inside; umount mnt");
        assertTrue(isMounted());
        shell.fuse("--unmount", "mnt");
        assertFalse(isMounted());
    }

    /** As the preparation of a container does it. */
    @Test
    void sigtermFreesTheDirectoryOfMountThatIsBoundToItself() throws Exception {
        FuseHere.mustBeRoot();
        Command.Running process = mountInForeground();
        shell.run("mount --bind mnt mnt; mount --bind mnt mnt");
        process.process().toHandle().destroy();
        assertEquals("", process.result().errors());
        assertFalse(isMounted());
        TestImage.check(image);
    }

    @Test
    void sigtermNamesBindMountsThatStay() throws Exception {
        FuseHere.mustBeRoot();
        Command.Running process = mountInForeground();
        shell.run("mkdir first second; mount --bind mnt first; mount --bind mnt second");
        process.process().toHandle().destroy();
        String errors = process.result().errors();
        shell.run("umount -i first; umount -i second");
        assertEquals(linesOfWhatStays("first", "second"), errors);
        assertFalse(isMounted());
    }

    /** The bind mounts are mounts of their own, and the process goes on for them. */
    @Test
    void sigtermLeavesBindMountsOfMountThatIsUnmounted() throws Exception {
        FuseHere.mustBeRoot();
        Command.Running process = mountInForeground();
        shell.run("mkdir first second; mount --bind mnt first; mount --bind mnt second; umount -i mnt");
        process.process().toHandle().destroy();
        String errors = process.result().errors();
        shell.run("umount -i first; umount -i second");
        assertEquals(linesOfWhatStays("first", "second"), errors);
        TestImage.check(image);
    }

    private String linesOfWhatStays(String... names) {
        return Stream.of(names)
                .map(name -> "tfs-fuse: " + image + ": stays mounted on " + directory.resolveSibling(name)
                        + ", where nothing answers any more; unmount it there\n")
                .collect(Collectors.joining());
    }

    /** A mount looks for itself in the table when it begins; by then another program may have mounted on top. */
    @Test
    void mountIsFoundInTheTableBelowAnotherOne() throws Exception {
        FuseHere.mustBeRoot();
        shell.fuse("disk.raw", "mnt").ok();
        Optional<String> device = MountTable.on(directory).map(HostMount::device);
        shell.run("mount -t tmpfs top mnt");
        assertEquals(Optional.empty(), MountTable.on(directory));
        assertEquals(device, MountTable.latestOn(directory).map(HostMount::device));
        assertTrue(device.isPresent());
        shell.run("umount mnt");
        shell.fuse("--unmount", "mnt").ok();
    }

    /** Another file system may be without its server for a while only. */
    @Test
    void disconnectedFileSystemOfAnotherTypeStays() throws Exception {
        FuseHere.mustBeRoot();
        shell.run("""
                exec 5<>/dev/fuse
                mount -i -t fuse.other -o fd=5,rootmode=40000,user_id=0,group_id=0 other mnt
                """);
        try {
            shell.fuse("--unmount", "mnt")
                    .failed(
                            1,
                            "tfs-fuse: " + directory + ": no image is mounted there; see the mounts with 'findmnt -t "
                                    + "fuse.tfs'");
            shell.fuse("disk.raw", "mnt").failed(1, "tfs-fuse: mnt: transport endpoint is not connected");
        } finally {
            shell.run("umount -i mnt");
        }
    }

    @Test
    void syncedDataSurvivesAKillAndTheMountPointCanBeUsedAgain() throws Exception {
        Command.Running process = mountInForeground();
        Shell inside = new Shell(directory);
        inside.run("for i in $(seq 20); do head -c 10000 /dev/zero >f$i; sync f$i; done");
        inside.run("for i in $(seq 21 40); do head -c 10000 /dev/zero >f$i; done");
        process.process().toHandle().destroyForcibly();
        process.result();
        TestImage.check(image);
        try (TestMount again = TestMount.of(image)) {
            assertEquals("20\n", again.run("seq -f 'f%g' 20 | xargs stat -c %s | grep -c 10000"));
        }
    }

    /**
     * A thread that waits for an answer of its own process keeps the process from ending once it is killed: the kernel
     * waits for the answer, and no thread is left to give it.
     */
    @Test
    void processBehindMountRequestsNothingFromItself() throws Exception {
        assumeTrue(Privileges.isRoot(), "the last step of a mount, which this test waits for, is for root");
        Path calls = temp.resolve("calls");
        try (Command.Running process = Command.tool("tfs-fuse", "--foreground", image, directory)
                .under(Strace.writing(calls, "-e", "trace=%file"))
                .in(temp)
                .start()) {
            awaitMount(process);
            Await.until("the read-ahead is set", () -> Files.readString(calls).contains("/read_ahead_kb\", O_WRONLY"));
            shell.run("umount -i mnt");
            process.result().ok();
        }
        List<String> lines = Files.readAllLines(calls);
        int mounted = indexOf(lines, "mount(\"");
        int last = indexOf(lines, "/read_ahead_kb\", O_WRONLY");
        assertTrue(mounted >= 0 && mounted < last, () -> String.join("\n", lines));
        assertEquals(
                List.of(),
                lines.subList(mounted + 1, last).stream()
                        .filter(line -> line.contains("\"" + directory + "\""))
                        .toList());
    }

    private static int indexOf(List<String> lines, String text) {
        return IntStream.range(0, lines.size())
                .filter(i -> lines.get(i).contains(text))
                .findFirst()
                .orElse(-1);
    }

    @Test
    void deadMountCanBeUnmounted() throws Exception {
        Command.Running process = mountInForeground();
        process.process().toHandle().destroyForcibly();
        process.result();
        shell.fuse("--unmount", "mnt")
                .failed(
                        1,
                        "tfs-fuse: mnt: the process behind it had died, and what was not durable by then is "
                                + "lost; it is unmounted now");
        assertTrue(Files.isDirectory(directory));
        assertFalse(isMounted());
    }

    @Test
    void imageIsMountedForWritingOnlyOnce() throws IOException, InterruptedException {
        Files.createDirectory(temp.resolve("second"));
        try (TestMount _ = TestMount.of(image)) {
            Result again = shell.fuse("disk.raw", "second");
            assertEquals(1, again.exitCode());
            assertTrue(
                    again.errors()
                            .matches("tfs-fuse: disk.raw: is open for writing in process \\d+ \\(java\\); unmount "
                                    + "or close it first, .*\n"),
                    again.errors());
            shell.fuse("-r", "disk.raw", "second")
                    .failed(
                            1,
                            "tfs-fuse: disk.raw: is being written to by another program; unmount or close it "
                                    + "there first");
            AtomicInteger attempts = new AtomicInteger();
            assertThrows(
                    LockedException.class,
                    () -> LockRetryPolicy.attempt(() -> {
                        attempts.incrementAndGet();
                        throw new LockedException(image, "is locked");
                    }));
            assertEquals(1, attempts.get(), "a mounted image is not waited for");
            shell.fuse("disk.raw", "mnt")
                    .failed(
                            1,
                            "tfs-fuse: mnt: " + image
                                    + " is mounted there already; unmount it first with 'tfs-fuse --unmount'");
        }
    }

    @Test
    void loopDeviceOfMountedImageIsNotWaitedFor() throws IOException, InterruptedException {
        try (TestMount _ = TestMount.of(image)) {
            String device = Mounts.attachLoop(image);
            try {
                LockedException refusal =
                        assertThrows(LockedException.class, () -> FileDevice.openForWriting(Path.of(device)));
                AtomicInteger attempts = new AtomicInteger();
                assertThrows(
                        LockedException.class,
                        () -> LockRetryPolicy.attempt(() -> {
                            attempts.incrementAndGet();
                            throw refusal;
                        }));
                assertEquals(1, attempts.get());
            } finally {
                Mounts.detachLoop(device);
            }
        }
    }

    @Test
    void imageMountedForReadingIsNotMountedForWriting() throws IOException, InterruptedException {
        Files.createDirectory(temp.resolve("second"));
        Files.createDirectory(temp.resolve("third"));
        try (TestMount mount = TestMount.of(image, "-o", "ro")) {
            shell.fuse("-r", "disk.raw", "second").ok();
            assertEquals(1, shell.fuse("disk.raw", "third").exitCode());
            shell.fuse("-u", "second").ok();
            assertTrue(mount.run("touch f 2>&1 || :").endsWith("Read-only file system\n"));
        }
    }

    @Test
    void nameWithSlashIsLeftOutOfTheListing() throws IOException, InterruptedException {
        try (TestMount mount = TestMount.of(image)) {
            mount.run("touch a nameXslash z");
        }
        shell.run("LC_ALL=C sed -i 's|nameXslash|name/slash|' disk.raw");
        shell.fuse("-r", "disk.raw", "mnt").ok();
        assertEquals("a\nz\n", shell.run("ls mnt"));
        shell.fuse("-u", "mnt").ok();
    }

    @Test
    void largestReadIsAnOptionOfTheMount() throws IOException, InterruptedException {
        try (TestMount mount = TestMount.of(image, "-o", "max_read=8192,max_read=16384")) {
            assertEquals("text", mount.run("printf text >f; cat f"));
            assertTrue(mount.run("cat /proc/mounts")
                    .lines()
                    .anyMatch(line -> line.contains(" " + mount.root() + " ") && line.contains("max_read=16384")));
        }
    }

    @Test
    void compressedImageIsMountedReadOnly() throws IOException, InterruptedException {
        try (TestMount mount = TestMount.of(image)) {
            Files.writeString(mount.root().resolve("f"), "text");
        }
        Path compressed = image.resolveSibling("disk.raw.lz4");
        try (OutputStream out = new LZ4FrameOutputStream(new FileOutputStream(compressed.toFile()))) {
            Files.copy(image, out);
        }
        try (TestMount mount = TestMount.of(compressed)) {
            assertEquals("text", mount.run("cat f"));
            assertTrue(mount.run("touch f 2>&1 || :").endsWith("Read-only file system\n"));
        }
    }

    @Test
    void volumeInsideImageIsFoundByItsOffset() throws IOException, InterruptedException {
        Path disk = Files.write(image.resolveSibling("shifted.raw"), new byte[1 << 20]);
        try (OutputStream out = new FileOutputStream(disk.toFile(), true)) {
            Files.copy(image, out);
        }
        shell.fuse("--offset", 1 << 20, disk, directory).ok();
        Files.writeString(directory.resolve("f"), "text");
        shell.fuse("--unmount", directory).ok();
        shell.fuse("--offset=" + (1 << 20), "-r", disk, directory).ok();
        assertEquals("text", Files.readString(directory.resolve("f")));
        shell.fuse("--unmount", directory).ok();
    }

    @Test
    void treeIsMountedAsItWasAfterARecord() throws IOException, InterruptedException {
        try (TestMount mount = TestMount.of(image)) {
            Files.writeString(mount.root().resolve("f"), "text");
        }
        Result refused = shell.fuse("--at", 1000, "disk.raw", "mnt");
        Matcher last = Pattern.compile("tfs-fuse: .*: there is no record 1000; the last one of the log is (\\d+)\\n")
                .matcher(refused.errors());
        assertTrue(last.matches(), refused.errors());
        assertEquals(1, refused.exitCode());
        try (TestMount mount = TestMount.of(image, "--at", "0")) {
            assertEquals("", mount.run("ls -A"));
            assertTrue(mount.run("touch g 2>&1 || :").endsWith("Read-only file system\n"));
        }
        try (TestMount mount = TestMount.of(image, "--at=" + last.group(1))) {
            assertEquals("text", mount.run("cat f"));
        }
    }

    @Test
    void logFileIsMadeUnderANameWithBlanksAndCommas() throws IOException, InterruptedException {
        Path odd = Files.move(image, image.resolveSibling("a b,c.raw"));
        try (TestMount mount = TestMount.of(odd, "--log", "messages")) {
            assertEquals(odd, MountTable.imageOn(mount.root()).orElseThrow());
            assertEquals("", Files.readString(odd.resolveSibling("messages")));
        }
    }

    /** Text of Java loses the bytes of such a name. */
    @Test
    void everythingWorksInDirectoryWhoseNameIsNotUtf8() throws IOException, InterruptedException {
        assertEquals("text\nunmounted\ntext\nended\n2\n", shell.run("""
                odd=$(printf 'odd\\377')
                mkdir -p "$odd/mnt"
                mv disk.raw "$odd"
                cd "$odd"
                "$1" --log=messages disk.raw mnt
                test -e messages
                echo text >mnt/f
                cat mnt/f
                "$1" --unmount mnt
                if mountpoint -q mnt; then exit 1; fi
                echo unmounted
                "$1" --foreground disk.raw mnt &
                until mountpoint -q mnt; do kill -0 $!; done
                cat mnt/f
                exec 9>mnt/open
                printf 22 >&9
                kill $!
                wait $! || test $? = 143
                if mountpoint -q mnt; then exit 1; fi
                echo ended
                exec 9>&-
                "$1" disk.raw mnt
                stat -c %s mnt/open
                "$1" --unmount mnt
                cd ..
                mv "$odd/disk.raw" .
                """, Shell.TFS_FUSE));
        TestImage.check(image);
    }

    @Test
    void failurePrintsOneLineAndMountsNothing() throws IOException, InterruptedException {
        String help = "; try 'tfs-fuse --help'";
        shell.fuse("disk.raw").failed(2, "tfs-fuse: name an image and the directory to mount it on" + help);
        shell.fuse("-o", "uid=x", "disk.raw", "mnt")
                .failed(2, "tfs-fuse: -o uid=x: the value must be a number from 0 to 4294967294" + help);
        shell.fuse("--at=-1", "disk.raw", "mnt").failed(2, "tfs-fuse: --at takes a number from 0" + help);
        shell.fuse("disk.raw", "none").failed(1, "tfs-fuse: none: no such directory; create it first");
        shell.fuse("none.raw", "mnt").failed(1, "tfs-fuse: none.raw: no such file or directory; check the name");
        shell.fuse("-u", "mnt")
                .failed(
                        1,
                        "tfs-fuse: " + directory
                                + ": no image is mounted there; see the mounts with 'findmnt -t fuse.tfs'");
        shell.fuse("--log", "none/log", "disk.raw", "mnt")
                .failed(
                        1,
                        "tfs-fuse: the log file " + directory.resolveSibling("none/log")
                                + " cannot be written; name another file, check the mode of its directory, "
                                + "or start the reader of a fifo");
        assertFalse(isMounted());
        Files.createFile(directory.resolve("file"));
        shell.fuse("disk.raw", "mnt")
                .failed(
                        1,
                        "tfs-fuse: mnt: the directory is not empty; choose another, or hide what is in it with "
                                + "'-o nonempty'");
        shell.fuse("-o", "nonsense,nonempty", "disk.raw", "mnt")
                .failed(2, "tfs-fuse: -o nonsense: there is no such option" + help);
        assertFalse(isMounted());
    }

    @ParameterizedTest
    @ValueSource(strings = {"<&-", ">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"})
    void mountWorksWithClosedStandardStreams(String closing) throws IOException, InterruptedException {
        assertEquals("text\n", shell.run("""
                "$1" --log=log disk.raw mnt %s
                echo text >mnt/f
                sync mnt/f
                cat mnt/f
                "$1" --unmount mnt %s
                """.formatted(closing, closing), Shell.TFS_FUSE));
        assertFalse(isMounted());
        TestImage.check(image);
        assertEquals("", Files.readString(image.resolveSibling("log")));
    }

    /** The libraries are hidden in a mount namespace of its own. */
    @Test
    void missingLibfuseNamesThePackage() throws IOException, InterruptedException {
        FuseHere.mustBeRoot();
        String printed = shell.run("unshare --mount sh -ec '" + Mounts.LEAVE_IMAGES + """
                for library in $(/sbin/ldconfig -p | sed -n "s/.*libfuse3*.so.[234] .* => //p"); do
                    mount --bind /dev/null "$library"
                done
                "$1" disk.raw mnt || echo $?' sh "$1"
                """, Shell.TFS_FUSE);
        assertEquals(
                "tfs-fuse: libfuse: is not installed; install the package fuse3: sudo apt-get install -y fuse3\n1\n",
                printed);
        assertFalse(isMounted());
        assertFalse(FileDevice.isLocked(image));
    }

    @Test
    void debugNamesTheLibrary() throws IOException, InterruptedException {
        String printed = shell.fuse("--debug", image, directory).errors();
        shell.fuse("--unmount", directory).ok();
        String wanted = System.getProperty(InstalledFuse.CHOICE, "3");
        assertTrue(
                printed.matches(
                        "tfs-fuse: \\Q" + image + "\\E: note: will be mounted with libfuse " + wanted + "\\.[0-9.]+\n"),
                printed);
    }

    /**
     * fusermount does so. It learns from a socket that the process has ended, and gives up when the kernel has not
     * ended the connection by then. The kernel closes the highest descriptor first.
     */
    @Test
    void autoUnmountRemovesMountOfKilledProcess() throws IOException, InterruptedException {
        FuseHere.mustBeRoot();
        assertEquals("/dev/fuse\ntext\n", shell.run("""
                "$1" --foreground -o auto_unmount disk.raw mnt &
                server=$!
                until grep -q " $PWD/mnt " /proc/mounts; do kill -0 $server; done
                echo text >mnt/f
                sync mnt/f
                ls -l /proc/$server/fd | awk '$NF ~ "^(/dev/fuse|socket:)" { print $(NF - 2), $NF }' | sort -n |
                    tail -n 1 | cut -d ' ' -f 2
                kill -KILL $server
                wait $server 2>killed || :
                while grep -q " $PWD/mnt " /proc/mounts; do :; done
                "$1" -r disk.raw mnt
                cat mnt/f
                "$1" --unmount mnt
                """, Shell.TFS_FUSE));
    }
}
