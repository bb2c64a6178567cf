// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import dev.tfskit.Result;
import dev.tfskit.Seeds;
import dev.tfskit.Strace;
import dev.tfskit.Tfs;
import dev.tfskit.compare.Comparison;
import dev.tfskit.volume.Volume;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import net.jpountz.lz4.LZ4FrameOutputStream;
import org.junit.jupiter.api.Test;

/** The options {@code --overlay} and {@code --commit-overlay}. */
class OverlayIT extends OnImage {

    private static final int BYTES = 3_000_000;
    private static final int ROUNDS = FullForm.or(40, 4);

    private Path changes() {
        return image.resolveSibling("changes");
    }

    private TestMount mountOverlay(String... more) throws IOException, InterruptedException {
        String[] options = new String[more.length + 2];
        options[0] = "--overlay";
        options[1] = changes().toString();
        System.arraycopy(more, 0, options, 2, more.length);
        return TestMount.of(image, options);
    }

    /** Puts a file into the image, and a changed tree into the overlay; returns a copy of the image before. */
    private Path change() throws IOException, InterruptedException {
        try (TestMount mount = TestMount.of(image)) {
            mount.run("yes old | head -c " + BYTES + " >file; mkdir d");
        }
        Path copy = image.resolveSibling("copy");
        copy(image, copy);
        try (TestMount mount = mountOverlay()) {
            mount.run("yes new | dd of=file bs=1000 count=7 conv=notrunc status=none; echo b >d/b; chmod 600 file");
        }
        assertEquals(-1, Files.mismatch(image, copy));
        return copy;
    }

    @Test
    void changesStayInTheFileUntilTheyAreCommitted() throws IOException, InterruptedException {
        Path copy = change();
        String tree = "head -c 4 file; cat d/b; stat -c %a file; tail -c 4 file";
        try (TestMount mount = mountOverlay("-r")) {
            assertEquals("new\nb\n600\nold\n", mount.run(tree));
            assertEquals("refused\n", mount.run("echo x 2>&1 >x | grep -q Read-only && echo refused"));
        }
        try (TestMount mount = mountOverlay()) {
            assertEquals("new\nb\n600\nold\n", mount.run(tree));
            mount.run("rm d/b");
        }
        try (TestMount mount = TestMount.of(image, "-r")) {
            assertEquals("old\n", mount.run("head -c 4 file"));
        }
        assertEquals(-1, Files.mismatch(image, copy));
        Command.tool("tfs-fuse", "--commit-overlay", changes(), image).run().ok();
        assertFalse(Files.exists(changes()));
        TestImage.check(image);
        try (TestMount mount = TestMount.of(image)) {
            assertEquals("new\n0\n", mount.run("head -c 4 file; ls d | wc -l"));
        }
    }

    @Test
    void overlayHasEitherOneWriterOrReaders() throws IOException, InterruptedException {
        change();
        Path other = Files.createDirectory(image.resolveSibling("other"));
        try (TestMount mount = mountOverlay()) {
            shell.fuse("-r", "--overlay", changes(), image, other)
                    .failed(
                            1,
                            "tfs-fuse: " + changes() + ": is being written to by another program; unmount or close it "
                                    + "there first");
            mount.run("echo more >more");
        }
        try (TestMount mount = mountOverlay("-r")) {
            Result refused = shell.fuse("--overlay", changes(), image, other);
            assertEquals(1, refused.exitCode());
            assertTrue(refused.errors().startsWith("tfs-fuse: " + changes() + ": is locked by "), refused.errors());
            shell.fuse("-r", "--overlay", changes(), image, other).ok();
            shell.fuse("--unmount", other).ok();
            assertEquals("more\n", mount.run("cat more"));
        }
    }

    /** The process is killed at a write or flush, again and again until the commit gets through. */
    @Test
    void commitThatIsKilledIsCompletedByAnother() throws Exception {
        Strace.skipUnlessItInjects();
        String refusal = image + ": has only a part of the changes of an overlay, because tfs-fuse "
                + "--commit-overlay was interrupted; run that again with the same file";
        Path old = change();
        Path overlay = image.resolveSibling("overlay");
        copy(changes(), overlay);
        shell.fuse("--commit-overlay", changes(), image).ok();
        Path committed = image.resolveSibling("committed");
        copy(image, committed);
        assertFalse(haveSameTree(committed, old));
        Seeds.repeat(1, random -> {
            for (int round = 0; round < ROUNDS; round++) {
                copy(old, image);
                copy(overlay, changes());
                String call = random.nextBoolean() ? "pwrite64" : "fdatasync";
                Command.shell("""
                                exec strace -f -qq -o /dev/null -e trace="$4" -e inject="$4:signal=KILL:when=$5" \
                                    -P "$2" -P "$3" "$1" --commit-overlay "$3" "$2"
                                """, Command.launcher("tfs-fuse"), image, changes(), call, 1 + random.nextInt(6))
                        .run();
                try {
                    assertTrue(haveSameTree(image, old) || haveSameTree(image, committed));
                } catch (FileSystemException e) {
                    assertEquals(refusal, e.getMessage());
                }
                if (Files.exists(changes())) {
                    shell.fuse("--commit-overlay", changes(), image).ok();
                }
                assertTrue(haveSameTree(image, committed));
                TestImage.check(image);
                assertFalse(Files.exists(changes()));
            }
        });
    }

    /** An overlay belongs to an image of a certain time of its last change. */
    private static void copy(Path file, Path to) throws IOException {
        Files.copy(file, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
    }

    private static boolean haveSameTree(Path image, Path other) throws IOException {
        try (Volume first = Tfs.open(image);
                Volume second = Tfs.open(other)) {
            return !new Comparison(first, second).hasNext();
        }
    }

    @Test
    void commitToAFullDiskIsCompletedOnceThereIsRoom() throws Exception {
        FuseHere.mustBeRoot();
        Path host = Files.createDirectory(image.resolveSibling("host"));
        shell.run("mount -t tmpfs -o size=1m none host");
        try {
            Path onHost = TestImage.make(host.resolve("disk.raw"), imageBytes());
            try (TestMount mount = TestMount.of(onHost, "--overlay", changes().toString())) {
                mount.run("head -c 4000000 /dev/zero | tr '\\0' x >file");
            }
            shell.fuse("--commit-overlay", changes(), onHost)
                    .failed(
                            1,
                            "tfs-fuse: " + onHost + ": has only a part of the changes of an overlay: no space left on "
                                    + "device; remove the cause, and commit the same file again");
            shell.run("mount -o remount,size=20m host");
            shell.fuse("--commit-overlay", changes(), onHost).ok();
            assertFalse(Files.exists(changes()));
            try (TestMount mount = TestMount.of(onHost)) {
                assertEquals("4000000\n", mount.run("stat -c %s file"));
            }
        } finally {
            shell.run("umount host");
        }
    }

    @Test
    void removingTheOverlayFileDiscardsTheChanges() throws IOException, InterruptedException {
        change();
        Files.delete(changes());
        try (TestMount mount = mountOverlay()) {
            assertEquals("old\n0\n", mount.run("head -c 4 file; ls d | wc -l"));
        }
    }

    @Test
    void overlayOfAnImageThatWasChangedIsRefused() throws IOException, InterruptedException {
        change();
        try (TestMount mount = TestMount.of(image)) {
            mount.run("echo more >more");
        }
        String refusal = "tfs-fuse: " + changes() + ": is an overlay of another image, or of this one before it was "
                + "changed; name the image that it was made for, or another file";
        Command.tool("tfs-fuse", "--commit-overlay", changes(), image).run().failed(1, refusal);
        Path directory = Files.createDirectory(image.resolveSibling("other"));
        Command.tool("tfs-fuse", "--overlay", changes(), image, directory).run().failed(1, refusal);
    }

    @Test
    void fileThatIsNotAnOverlayIsNotChanged() throws IOException, InterruptedException {
        Files.writeString(changes(), "a letter");
        Path directory = Files.createDirectory(image.resolveSibling("other"));
        Command.tool("tfs-fuse", "--overlay", changes(), image, directory)
                .run()
                .failed(
                        1,
                        "tfs-fuse: " + changes()
                                + ": is not an overlay file, or one that was never completed; name another "
                                + "file, or remove this one if an interrupted run made it");
        assertEquals("a letter", Files.readString(changes()));
    }

    @Test
    void imageThatCannotBeMountedIsNamedAndLeavesNoFile() throws IOException, InterruptedException {
        Path directory = Files.createDirectory(image.resolveSibling("other"));
        Path compressed = image.resolveSibling("disk.raw.lz4");
        try (OutputStream out = new LZ4FrameOutputStream(new FileOutputStream(compressed.toFile()))) {
            Files.copy(image, out);
        }
        Path cut = Files.write(image.resolveSibling("cut.lz4"), Arrays.copyOf(Files.readAllBytes(compressed), 1000));
        shell.fuse("--overlay", changes(), "--partition", "2", image, directory)
                .failed(1, "tfs-fuse: " + image + ": it has no partitions");
        Result refused = shell.fuse("--overlay", changes(), cut, directory);
        assertEquals(1, refused.exitCode());
        assertTrue(refused.errors().startsWith("tfs-fuse: " + cut + ": at byte 1000: "), refused.errors());
        assertFalse(Files.exists(changes()));
    }

    private static long kilobytes(Path file) throws IOException, InterruptedException {
        return Long.parseLong(
                Command.shell("find \"$1\" -printf %k", file).run().ok().output());
    }

    @Test
    void fileTakesTheSpaceOfTheChanges() throws IOException, InterruptedException {
        change();
        long kilobytes = kilobytes(changes());
        assertTrue(kilobytes < BYTES / 1024 / 2, () -> "the overlay takes " + kilobytes + " KB");
    }

    @Test
    void discardedBlocksAreHolesOfTheFileAndThenOfTheImage() throws IOException, InterruptedException {
        change();
        long before = kilobytes(image);
        try (TestMount mount = mountOverlay("-o", "discard")) {
            mount.run("rm file");
        }
        long kilobytes = kilobytes(changes());
        assertTrue(kilobytes < BYTES / 1024 / 2, () -> "the overlay takes " + kilobytes + " KB");
        Command.tool("tfs-fuse", "--commit-overlay", changes(), image).run().ok();
        // A commit makes a hole where a whole MiB of the overlay is one.
        long less = before - kilobytes(image);
        assertTrue(less >= 1024, () -> "the image takes only " + less + " KB less");
        TestImage.check(image);
    }
}
