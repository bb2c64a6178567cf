// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Result;
import dev.tfskit.disk.BootFileBytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks whose kernel, boot file, UEFI loader and klibs come from the directory of a Nanos release or build. */
class NanosDirectoryIT {

    private static final long SEED = 14;
    private static final int BLOCK = 512;

    @TempDir
    private Path temp;

    @BeforeEach
    void makeTree() throws IOException {
        Files.createDirectories(temp.resolve("tree/etc"));
        Files.writeString(temp.resolve("tree/etc/hostname"), "nanos\n");
    }

    private static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        new Random(SEED + length).nextBytes(bytes);
        return bytes;
    }

    /** A boot sector that states the length of the loader after it. */
    private static byte[] bootFile() {
        return BootFileBytes.in(noise(3 * BLOCK), BootFileBytes.LOADER);
    }

    private void write(String file, byte[] bytes) throws IOException {
        Path path = temp.resolve(file);
        Files.createDirectories(path.getParent());
        Files.write(path, bytes);
    }

    private void makeRelease(String directory) throws IOException {
        write(directory + "/kernel.img", noise(70_001));
        write(directory + "/boot.img", bootFile());
        write(directory + "/bootx64.efi", noise(9_001));
        for (String klib : List.of("tls", "cloud_init", "radar")) {
            write(directory + "/klibs/" + klib, klib.getBytes(StandardCharsets.UTF_8));
        }
    }

    private Result mkfs(Object... arguments) {
        return InProcess.mkfsIn(temp, arguments);
    }

    private MadeImage image() {
        return new MadeImage(temp.resolve("disk.raw"));
    }

    private List<String> partitions() throws IOException {
        return image().partitions().stream().map(each -> each.kind().toString()).toList();
    }

    private void refused(int exitCode, String message, Object... arguments) throws IOException, InterruptedException {
        Result result = mkfs(arguments);
        assertEquals(exitCode, result.exitCode(), result.errors());
        assertTrue(result.errors().contains(message), result.errors());
        assertFalse(Files.exists(temp.resolve("disk.raw")));
    }

    @Test
    void directoryOfAReleaseMakesADiskThatBoots() throws IOException, InterruptedException {
        makeRelease("0.1.53");
        mkfs("--nanos", "0.1.53", "-r", "tree", "disk.raw").okWithWarnings();
        assertArrayEquals(noise(70_001), image().boot().bytes("/kernel"));
        assertEquals(List.of("/kernel"), image().boot().paths());
        assertEquals(3, partitions().size(), partitions()::toString);
        byte[] start = new byte[3 * BLOCK];
        try (InputStream bytes = Files.newInputStream(temp.resolve("disk.raw"))) {
            assertEquals(start.length, bytes.readNBytes(start, 0, start.length));
        }
        assertArrayEquals(
                Arrays.copyOfRange(bootFile(), BLOCK, start.length), Arrays.copyOfRange(start, BLOCK, start.length));
    }

    /** As a package manager installs one that keeps the files of each package in a directory of its own. */
    @Test
    void filesOfAReleaseCanBeLinks() throws IOException, InterruptedException {
        makeRelease("store");
        Path kernel = temp.resolve("store/kernel.img");
        Path klib = temp.resolve("store/klibs/tls");
        Files.createDirectories(temp.resolve("nanos/klibs"));
        Files.createSymbolicLink(temp.resolve("nanos/kernel.img"), kernel);
        Files.createSymbolicLink(temp.resolve("nanos/klibs/tls"), klib);
        Files.copy(temp.resolve("store/boot.img"), temp.resolve("nanos/boot.img"));
        mkfs("--nanos", "nanos", "--klib", "tls", "-r", "tree", "disk.raw").okWithWarnings();
        assertArrayEquals(Files.readAllBytes(kernel), image().boot().bytes("/kernel"));
        assertEquals("tls", image().boot().text("/klib/tls"));
        write("store/kernel.img", noise(65_000));
        mkfs("--update", "-k", "nanos/kernel.img", "disk.raw").okWithWarnings();
        assertArrayEquals(noise(65_000), image().boot().bytes("/kernel"));
    }

    /** Nanos reads version 5 of the format from 0.1.47 on. */
    @Test
    void warnsOfAReleaseThatCannotReadTheImage() throws IOException, InterruptedException {
        makeRelease("0.1.46");
        makeRelease("0.1.46-arm");
        makeRelease("0.1.47");
        for (String old : List.of("0.1.46", "0.1.46-arm")) {
            String warning = "tfs-mkfs: " + old + "/kernel.img: warning: the kernel of Nanos 0.1.46 cannot read the "
                    + "image; take Nanos 0.1.47 or later";
            assertEquals(List.of(warning), warningsOfAge("--nanos", old));
            assertEquals(List.of(warning), warningsOfAge("-b", "0.1.47/boot.img", "-k", old + "/kernel.img"));
        }
        assertEquals(List.of(), warningsOfAge("--nanos", "0.1.47"));
        assertEquals(List.of(), warningsOfAge("--nanos", "0.1.46", "-k", "0.1.47/kernel.img"));
    }

    private List<String> warningsOfAge(String... bootOptions) throws IOException, InterruptedException {
        List<Object> arguments = new ArrayList<>(List.of((Object[]) bootOptions));
        arguments.addAll(List.of("--tree", "-r", "tree", "disk.raw"));
        return mkfs(arguments.toArray())
                .okWithWarnings()
                .errors()
                .lines()
                .filter(line -> line.contains("the kernel of Nanos"))
                .toList();
    }

    @Test
    void klibsAreInTheBootVolumeWithWhatTheyNeed() throws IOException, InterruptedException {
        makeRelease("nanos");
        mkfs("--nanos", "nanos", "--klib", "radar", "--klib", "cloud_init", "--no-times", "-r", "tree", "disk.raw")
                .okWithWarnings();
        assertEquals(
                List.of("/kernel", "/klib", "/klib/cloud_init", "/klib/radar", "/klib/tls"),
                image().boot().paths());
        assertEquals("radar", image().boot().text("/klib/radar"));
        assertEquals("(klibs:bootfs)", image().rootAttributes());
        mkfs("--nanos", "nanos", "--klib", "tls", "-t", "(klibs:/other)", "--no-times", "-r", "tree", "disk.raw")
                .okWithWarnings();
        assertEquals("(klibs:/other)", image().rootAttributes());
    }

    @Test
    void filesOfNanosAreFoundInTheDirectoryOfABuild() throws IOException, InterruptedException {
        write("sources/output/platform/pc/bin/kernel.img", noise(4_001));
        write("sources/output/platform/pc/bin/tls", noise(11));
        write("sources/output/platform/pc/boot/boot.img", bootFile());
        Files.createDirectories(temp.resolve("sources/output/platform/virt"));
        for (String directory : List.of("sources", "sources/output/platform/pc")) {
            mkfs("--nanos", directory, "--klib", "tls", "-r", "tree", "disk.raw")
                    .okWithWarnings();
            assertArrayEquals(noise(4_001), image().boot().bytes("/kernel"));
            assertArrayEquals(noise(11), image().boot().bytes("/klib/tls"));
            Files.delete(temp.resolve("disk.raw"));
        }
        write("sources/output/platform/virt/bin/kernel.img", noise(5));
        refused(1, "has builds for several platforms", "--nanos", "sources", "-r", "tree", "disk.raw");
    }

    /** Such are the releases for arm64. */
    @Test
    void withoutABootFileTheDiskHasPartitionsAndTheUefiLoader() throws IOException, InterruptedException {
        write("arm/kernel.img", noise(999));
        write("arm/bootaa64.efi", noise(1_001));
        mkfs("--nanos", "arm", "--reproducible", "--verify", "-r", "tree", "disk.raw")
                .okWithWarnings();
        assertEquals(3, partitions().size(), partitions()::toString);
        assertArrayEquals(noise(999), image().boot().bytes("/kernel"));
        assertEquals("nanos\n", image().text("/etc/hostname"));
        mkfs("--nanos", "arm", "--reproducible", "-r", "tree", "again.raw").okWithWarnings();
        assertEquals(-1, Files.mismatch(temp.resolve("disk.raw"), temp.resolve("again.raw")));
    }

    /** As a build for several machines can have them side by side. */
    @Test
    void oneOfSeveralUefiLoadersIsNamedOrNoneIsWanted() throws IOException, InterruptedException {
        makeRelease("nanos");
        write("nanos/bootaa64.efi", noise(1_001));
        refused(
                1,
                "nanos: has UEFI loaders for several machines; name one with -u",
                "--nanos",
                "nanos",
                "-r",
                "tree",
                "disk.raw");
        mkfs("--nanos", "nanos", "-u", "nanos/bootaa64.efi", "-r", "tree", "disk.raw")
                .okWithWarnings();
        assertEquals(3, partitions().size(), partitions()::toString);
        Files.writeString(temp.resolve("config.json"), "{\"Program\":\"/bin/true\",\"Uefi\":false}");
        mkfs("--nanos", "nanos", "-c", "config.json", "disk.raw").okWithWarnings();
        assertEquals(2, partitions().size(), partitions()::toString);
    }

    @Test
    void otherOptionsWinOverTheDirectory() throws IOException, InterruptedException {
        makeRelease("nanos");
        write("mine/kernel", noise(17));
        mkfs("--nanos", "nanos", "-k", "mine/kernel", "--klib", "tls", "--tree", "-r", "tree", "disk.raw")
                .okWithWarnings();
        assertArrayEquals(noise(17), image().boot().bytes("/kernel"));
        assertEquals("tls", image().boot().text("/klib/tls"));
    }

    @Test
    void kernelIsNeverTakenFromTheTargetRoot() throws IOException, InterruptedException {
        makeRelease("nanos");
        write("tree/nanos/kernel.img", noise(3));
        Files.writeString(temp.resolve("manifest"), "(children:(x:(contents:(host:etc/hostname))))");
        mkfs("--nanos", "nanos", "-m", "manifest", "-r", "tree", "disk.raw").okWithWarnings();
        assertArrayEquals(noise(70_001), image().boot().bytes("/kernel"));
        assertEquals("nanos\n", image().text("/x"));
    }

    @Test
    void rejectsDirectoriesAndKlibsThatAreMissing() throws IOException, InterruptedException {
        makeRelease("nanos");
        write("secret", noise(1));
        Files.writeString(temp.resolve("config.json"), "{\"Program\":\"/secret\",\"Klibs\":[\"tls\"]}");
        refused(2, "--klib names a klib of --nanos", "--klib", "tls", "-r", "tree", "disk.raw");
        refused(2, "the configuration names a klib of --nanos", "-c", "config.json", "-r", "tree", "disk.raw");
        refused(1, "missing: no such file or directory", "--nanos", "missing", "-r", "tree", "disk.raw");
        refused(1, "tree: has no kernel.img; name the directory", "--nanos", "tree", "-r", "tree", "disk.raw");
        refused(
                1,
                "klib 'tsl': is not in the directory nanos/klibs, which has the klibs cloud_init, radar, "
                        + "tls; choose one of them",
                "--nanos",
                "nanos",
                "--klib",
                "tsl",
                "-r",
                "tree",
                "disk.raw");
        for (String hostile : List.of("../../secret", "..", "", "/etc/passwd")) {
            refused(
                    1,
                    "a name without directories is expected",
                    "--nanos",
                    "nanos",
                    "--klib",
                    hostile,
                    "-r",
                    "tree",
                    "disk.raw");
        }
    }
}
