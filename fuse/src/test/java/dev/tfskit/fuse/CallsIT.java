// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Seeds;
import dev.tfskit.io.IoFunction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Calls that only libfuse 3 passes on do on a mount what they do on ext4. */
@Tag(FuseHere.LIBFUSE_3)
class CallsIT extends OnMount {

    /** The unit in which ext4 allocates. */
    private static final int CHUNK = 4096;

    private static final int CHUNKS = 300;

    @BeforeAll
    static void needRoot() throws IOException {
        FuseHere.mustBeRoot();
    }

    private void doesTheSame(IoFunction<Path, String> work) throws IOException, InterruptedException {
        try (Ext4Mount ext4 = Ext4Mount.in(image.getParent())) {
            assertEquals(
                    work.apply(Files.createDirectory(ext4.root().resolve("new"))),
                    work.apply(Files.createDirectory(mount.root().resolve("new"))));
        }
    }

    @Test
    void flagsOfRenameKeepOrExchangeTheNewName() throws IOException, InterruptedException {
        doesTheSame(CallsIT::renameEverything);
    }

    private static String renameEverything(Path directory) throws IOException {
        StringBuilder seen = new StringBuilder();
        for (int flags = 0; flags <= (LinuxCalls.RENAME_NOREPLACE | LinuxCalls.RENAME_EXCHANGE); flags++) {
            for (String from : List.of("file", "directory", "full", "link", "absent", "full/inside")) {
                for (String to : List.of("file", "other", "directory", "full", "absent", "full/inside", "full/new")) {
                    Path place = Files.createDirectory(directory.resolve("place"));
                    Files.writeString(place.resolve("file"), "file");
                    Files.createLink(place.resolve("other"), place.resolve("file"));
                    Files.createDirectory(place.resolve("directory"));
                    Files.createDirectory(place.resolve("full"));
                    Files.writeString(place.resolve("full/inside"), "inside");
                    Files.createSymbolicLink(place.resolve("link"), Path.of("target"));
                    String outcome = rename(place.resolve(from), place.resolve(to), flags);
                    seen.append(flags + " " + from + " " + to + ": " + outcome + "\n");
                    describe(place, seen);
                }
            }
        }
        return seen.toString();
    }

    private static String rename(Path from, Path to, int flags) throws IOException {
        try {
            LinuxCalls.rename(from, to, flags);
            return "done";
        } catch (FileSystemException refused) {
            return String.valueOf(refused.getReason());
        }
    }

    /** Describes a directory and removes it. */
    private static void describe(Path directory, StringBuilder seen) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            List<Path> sorted = new ArrayList<>();
            entries.forEach(sorted::add);
            sorted.sort(null);
            for (Path entry : sorted) {
                seen.append("  " + entry.getFileName() + " "
                        + Files.getAttribute(entry, "unix:mode", LinkOption.NOFOLLOW_LINKS) + "\n");
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    describe(entry, seen);
                } else {
                    Files.delete(entry);
                }
            }
        }
        Files.delete(directory);
    }

    @Test
    void exchangedNamesStayExchangedAfterBeingMountedAgain() throws IOException, InterruptedException {
        mount.run("echo one >a; mkdir b; echo two >b/inside");
        LinuxCalls.rename(mount.root().resolve("a"), mount.root().resolve("b"), LinuxCalls.RENAME_EXCHANGE);
        expect("two\none\n", "cat a/inside b");
        remount();
        expect("two\none\n", "cat a/inside b");
    }

    /** libfuse passes the call on from 3.17 on. */
    @Test
    void fileWithoutNameGetsOneOrIsRefused() throws IOException, InterruptedException {
        byte[] content = "inside\n".getBytes(StandardCharsets.US_ASCII);
        if (!FuseHere.passesOnUnnamedFiles()) {
            FileSystemException refused = assertThrows(
                    FileSystemException.class, () -> LinuxCalls.writeUnnamed(mount.root(), content, 0640, "named"));
            assertEquals("Operation not supported", refused.getReason());
            return;
        }
        LinuxCalls.writeUnnamed(mount.root(), content, 0640, "named");
        expect("640 1 7\ninside\n", "stat -c '%a %h %s' named; cat named");
        remount();
        expect("640 1 7\ninside\n", "stat -c '%a %h %s' named; cat named");
    }

    /** So runc starts a copy of itself that it has no more open for writing. */
    @Test
    void fileWithoutNameLivesWhileADescriptorOfOPathRefersToItOrIsRefused() throws IOException, InterruptedException {
        expect(
                FuseHere.passesOnUnnamedFiles() ? "inside\ninside\n" : "Operation not supported\n",
                """
                /usr/bin/perl -e '
                    sysopen my $file, ".", $ARGV[0], 0600 or print "$!\\n" and exit;
                    syswrite $file, "inside\\n";
                    sysopen my $path, "/proc/self/fd/" . fileno $file, 010000000 or die $!;
                    close $file;
                    my $link = "/proc/$$/fd/" . fileno $path;
                    system "cat", $link;
                    system "ln", "-L", $link, "named";
                    exec "cat", "named"' "$1"
                """,
                LinuxCalls.O_TMPFILE | LinuxCalls.O_RDWR);
    }

    @Test
    void holesAndDataAreFound() throws Exception {
        Seeds.repeat(1, random -> {
            long seed = random.nextLong();
            doesTheSame(directory -> findRanges(directory.resolve("f"), new Random(seed)));
        });
    }

    private static String findRanges(Path file, Random random) throws IOException {
        writeChunks(file, random);
        StringBuilder found = new StringBuilder();
        for (int i = 0; i <= CHUNKS + 1; i++) {
            found.append(rangesAt(file, (long) i * CHUNK - random.nextInt(2)));
        }
        for (long outside : List.of(-1L, Long.MIN_VALUE, Long.MAX_VALUE)) {
            found.append(rangesAt(file, outside));
        }
        return found.toString();
    }

    private static String rangesAt(Path file, long offset) throws IOException {
        return offset + " data " + LinuxCalls.seek(file, offset, LinuxCalls.SEEK_DATA) + " hole "
                + LinuxCalls.seek(file, offset, LinuxCalls.SEEK_HOLE) + "\n";
    }

    /** Writes some chunks of a file, and makes it durable, so that ext4 has allocated its blocks. */
    private static void writeChunks(Path file, Random random) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            byte[] bytes = new byte[CHUNK];
            for (int i = 0; i < CHUNKS; i++) {
                if (random.nextInt(3) > 0 || i == CHUNKS - 1) {
                    random.nextBytes(bytes);
                    channel.write(ByteBuffer.wrap(bytes), (long) i * CHUNK);
                }
            }
            channel.force(true);
        }
    }

    @Test
    void rangesAreCopied() throws Exception {
        Seeds.repeat(1, random -> {
            long seed = random.nextLong();
            doesTheSame(directory -> copyRanges(directory, new Random(seed)));
        });
    }

    /** The JDK copies by {@code copy_file_range}. */
    private static String copyRanges(Path directory, Random random) throws IOException {
        Path from = directory.resolve("from");
        Path to = directory.resolve("to");
        writeChunks(from, random);
        writeChunks(to, random);
        StringBuilder seen = new StringBuilder();
        try (FileChannel source = FileChannel.open(from, StandardOpenOption.READ);
                FileChannel target = FileChannel.open(to, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            for (int i = 0; i < 100; i++) {
                target.position(random.nextInt(2 * CHUNKS * CHUNK));
                long position = random.nextInt(CHUNKS * CHUNK);
                long wanted = random.nextInt(CHUNKS * CHUNK / 4);
                long count = source.transferTo(position, wanted, target);
                seen.append(wanted + " at " + position + ": " + count + ", " + target.size() + "\n");
            }
        }
        ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(to));
        return seen.append(content.capacity() + " " + content.hashCode()).toString();
    }

    @Test
    void cpKeepsHoles() throws IOException, InterruptedException {
        expect("same 1\n", """
                truncate -s 30M f
                echo x | dd of=f bs=1 seek=10M conv=notrunc status=none
                cp --sparse=auto f g
                cmp f g
                echo same $(($(stat -c %b g) < 1000))
                """);
    }

    @Test
    void attributesOfLongListingAreThoseOfEachFile() throws IOException, InterruptedException {
        mount.run("""
                mkdir d
                cd d
                for i in $(seq 300); do echo $i >file$i; ln file$i again$i; done
                mkdir sub
                ln -s x y
                chmod 600 file7
                touch -d 2001-02-03 file8
                chown 7:8 file9
                """);
        String format = " -printf '%p %i %s %b %n %m %U %G %T@ %y %l\\n'";
        String expected = mount.run("for each in d/*; do find $each" + format + "; done | sort");
        remount();
        mount.run("ls -l d >/dev/null");
        assertEquals(withoutNumbers(expected), withoutNumbers(mount.run("find d -mindepth 1" + format + " | sort")));
    }

    /** Leaves out the numbers of the inodes, which are others at each mount. */
    private static List<String> withoutNumbers(String listing) {
        return listing.lines().map(line -> line.replaceFirst(" \\d+ ", " ")).toList();
    }

    @Test
    void nameRemovedDuringListingIsNotFoundThroughIt() throws IOException, InterruptedException {
        mount.run("""
                mkdir d
                cd d
                seq -f a-name-of-which-few-fit-into-a-buffer-%g 3000 | xargs touch
                ls -l >/dev/null
                """);
        Path directory = mount.root().resolve("d");
        Set<Path> removed = new HashSet<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            Iterator<Path> listed = entries.iterator();
            Files.readAttributes(listed.next(), "unix:*");
            for (int i = 1; i <= 3000; i += 2) {
                Path path = directory.resolve("a-name-of-which-few-fit-into-a-buffer-" + i);
                Files.delete(path);
                removed.add(path);
            }
            while (listed.hasNext()) {
                Path path = listed.next();
                assertEquals(!removed.contains(path), Files.exists(path, LinkOption.NOFOLLOW_LINKS), path::toString);
            }
        }
        for (Path path : removed) {
            assertFalse(Files.exists(path, LinkOption.NOFOLLOW_LINKS), path::toString);
        }
    }

    /** As an NFS server does it, which remembers handles and nothing else. */
    @Test
    @ResourceLock(WriteCacheIT.KERNEL_CACHES)
    void handleLeadsToAFileThatTheKernelHasForgotten() throws IOException, InterruptedException {
        String forget = "sync d; echo 3 >/proc/sys/vm/drop_caches";
        mount.run("mkdir -p d/e; echo text >d/e/f; echo other >d/e/g; " + forget);
        byte[] handle = LinuxCalls.handle(mount.root().resolve("d/e/f"));
        mount.run(forget);
        assertEquals("text\n", LinuxCalls.read(mount.root(), handle));
        mount.run("mv d/e/f d/moved; " + forget);
        assertEquals("text\n", LinuxCalls.read(mount.root(), handle));
        mount.run("rm d/moved; " + forget);
        assertStale(handle);
        byte[] other = LinuxCalls.handle(mount.root().resolve("d/e/g"));
        remount();
        mount.run("ls -R >/dev/null");
        assertStale(other);
    }

    private void assertStale(byte[] handle) {
        FileSystemException stale =
                assertThrows(FileSystemException.class, () -> LinuxCalls.read(mount.root(), handle));
        assertEquals("Stale file handle", stale.getReason());
    }

    @Test
    void ioctlIsRefused() throws IOException, InterruptedException {
        String printed = mount.run("touch f; lsattr f 2>&1 || :");
        // Newer kernels have another word for it.
        assertTrue(
                printed.matches("lsattr: (Inappropriate ioctl for device|Operation not supported) While .* on f\n"),
                printed);
    }

    @Test
    void locksOfFilesExcludeOtherProcesses() throws IOException, InterruptedException {
        expect("refused\ngranted\n", """
                touch f
                exec 3<f
                flock -x 3
                flock -n -s f true || echo refused
                flock -u 3
                flock -n -x f echo granted
                """);
    }
}
