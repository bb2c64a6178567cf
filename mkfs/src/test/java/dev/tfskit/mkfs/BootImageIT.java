// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import dev.tfskit.HostTrees;
import dev.tfskit.Result;
import dev.tfskit.disk.BootFileBytes;
import dev.tfskit.disk.DiskImage;
import dev.tfskit.disk.Partition;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Disks that boot, as tfs-mkfs makes them: docs/format.md, section 5. */
class BootImageIT {

    private static final int BLOCK = 512;
    private static final int TABLE = 446;
    private static final int BOOT_FILE_BYTES = 25 * BLOCK;
    private static final int CRASH_LOG_BYTES = 4096;
    private static final int SYSTEM_PARTITION_BYTES = 33 << 20;
    private static final int BOOT_VOLUME_BYTES = 12 << 20;
    private static final long STEP_BYTES = 512 << 10;
    private static final long SEED = 41;
    private static final String OLD = "what stood there before";

    @TempDir
    private Path temp;

    @BeforeEach
    void makeIngredients() throws IOException {
        Files.write(temp.resolve("boot.img"), bootFile(BOOT_FILE_BYTES - BLOCK, BootFileBytes.LOADER));
        Files.write(temp.resolve("kernel"), kernel());
        Files.createDirectory(temp.resolve("x"));
        Files.write(temp.resolve("x/bootaa64.efi"), noise(200_001));
        Files.createDirectories(temp.resolve("tree/etc"));
        Files.writeString(temp.resolve("tree/etc/hostname"), "nanos\n");
        Files.write(temp.resolve("tree/program"), noise(100_000));
    }

    private static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        new Random(SEED + length).nextBytes(bytes);
        return bytes;
    }

    /** The magic number is that of raw kernels for AArch64. */
    private static byte[] kernel() {
        byte[] bytes = noise(3_000_001);
        ByteBuffer.wrap(bytes).put(56, "ARMd".getBytes(StandardCharsets.US_ASCII));
        return bytes;
    }

    private static byte[] bootFile(int loaderBytes, int regionType) {
        return BootFileBytes.in(noise(BLOCK + loaderBytes), regionType);
    }

    private Result mkfs(Object... arguments) {
        return InProcess.mkfsIn(temp, arguments);
    }

    private MadeImage image() {
        return new MadeImage(temp.resolve("disk.raw"));
    }

    private byte[] read(String file, long offset, int length) throws IOException {
        byte[] bytes = new byte[length];
        try (RandomAccessFile open = new RandomAccessFile(temp.resolve(file).toFile(), "r")) {
            open.seek(offset);
            open.readFully(bytes);
        }
        return bytes;
    }

    /** The type, first block, length in blocks and content of each partition. */
    private List<String> partitions() throws IOException {
        return image().partitions().stream()
                .map(each -> each.partition().type() + " " + each.partition().startBlock() + " "
                        + each.partition().blocks() + " " + each.kind())
                .toList();
    }

    private void assertKernel(byte[] expected) throws IOException {
        assertArrayEquals(expected, image().boot().bytes("/kernel"));
    }

    @Test
    void allPartsOfADiskAreWhereTheyBelong() throws IOException, InterruptedException {
        mkfs(
                        "-b",
                        "boot.img",
                        "-k",
                        "kernel",
                        "-u",
                        "x/bootaa64.efi",
                        "-r",
                        "tree",
                        "--tree",
                        "-l",
                        "system",
                        "--verify",
                        "disk.raw")
                .okWithWarnings();
        long systemStart = BOOT_FILE_BYTES + CRASH_LOG_BYTES;
        long bootStart = systemStart + SYSTEM_PARTITION_BYTES;
        long rootStart = bootStart + BOOT_VOLUME_BYTES;
        long size = Files.size(temp.resolve("disk.raw"));
        assertEquals("system", image().identity().label().toString());
        assertEquals(
                List.of(
                        0xef + " " + systemStart / BLOCK + " " + SYSTEM_PARTITION_BYTES / BLOCK + " EFI_SYSTEM",
                        0x83 + " " + bootStart / BLOCK + " " + BOOT_VOLUME_BYTES / BLOCK + " TFS_VOLUME",
                        0x83 + " " + rootStart / BLOCK + " " + (size - rootStart) / BLOCK + " TFS_VOLUME"),
                partitions());
        byte[] expectedBoot = Files.readAllBytes(temp.resolve("boot.img"));
        byte[] actualBoot = read("disk.raw", 0, BOOT_FILE_BYTES);
        Arrays.fill(expectedBoot, TABLE, TABLE + 64, (byte) 0);
        Arrays.fill(actualBoot, TABLE, TABLE + 64, (byte) 0);
        assertArrayEquals(expectedBoot, actualBoot);
        assertArrayEquals(new byte[CRASH_LOG_BYTES], read("disk.raw", BOOT_FILE_BYTES, CRASH_LOG_BYTES));
        assertKernel(Files.readAllBytes(temp.resolve("kernel")));
        image().extract(temp.resolve("out"));
        HostTrees.assertSame(temp.resolve("tree"), temp.resolve("out"));
        image().assertReadable();
        try (DiskImage disk = DiskImage.open(temp.resolve("disk.raw"))) {
            assertEquals(Optional.empty(), disk.crashLog());
        }
    }

    @Test
    void firmwareFindsTheLoader() throws IOException, InterruptedException {
        mkfs("-b", "boot.img", "-k", "kernel", "-u", "x/bootaa64.efi", "-r", "tree", "--tree", "disk.raw")
                .okWithWarnings();
        long start = BOOT_FILE_BYTES + CRASH_LOG_BYTES;
        Files.write(temp.resolve("system.fat"), read("disk.raw", start, SYSTEM_PARTITION_BYTES));
        Command.of("fsck.fat", "-n", "system.fat").in(temp).run().ok();
        Command.of("mcopy", "-n", "-i", "disk.raw@@" + start, "::EFI/Boot/bootaa64.efi", "found.efi")
                .in(temp)
                .run()
                .ok();
        assertArrayEquals(
                Files.readAllBytes(temp.resolve("x/bootaa64.efi")), Files.readAllBytes(temp.resolve("found.efi")));
    }

    @Test
    void withoutALoaderThereIsNoSystemPartition() throws IOException, InterruptedException {
        mkfs("-b", "boot.img", "-k", "kernel", "-r", "tree", "--tree", "disk.raw")
                .okWithWarnings();
        long bootStart = BOOT_FILE_BYTES + CRASH_LOG_BYTES;
        long rootStart = bootStart + BOOT_VOLUME_BYTES;
        long size = Files.size(temp.resolve("disk.raw"));
        assertEquals(
                List.of(
                        0x83 + " " + bootStart / BLOCK + " " + BOOT_VOLUME_BYTES / BLOCK + " TFS_VOLUME",
                        0x83 + " " + rootStart / BLOCK + " " + (size - rootStart) / BLOCK + " TFS_VOLUME"),
                partitions());
        image().assertReadable();
    }

    @Test
    void manifestNamesContentOfBootVolume() throws IOException, InterruptedException {
        Files.writeString(temp.resolve("klib"), "a module");
        Files.writeString(
                temp.resolve("it.manifest"),
                "(boot:(children:(kernel:(contents:(host:kernel)) "
                        + "klib:(children:(one:(contents:(host:klib)))))) "
                        + "children:(hello:(contents:(host:klib))) program:/hello)");
        Command.mkfs("-b", "boot.img", "-m", "it.manifest", "disk.raw")
                .in(temp)
                .run()
                .okWith("tfs-mkfs: /hello: warning: the program is not an ELF file: it begins with the "
                        + "bytes 61 20 6d 6f");
        assertKernel(Files.readAllBytes(temp.resolve("kernel")));
        assertEquals("a module", image().boot().text("/klib/one"));
        assertEquals("a module", image().text("/hello"));
        assertEquals(List.of("/hello"), image().paths());
        assertFalse(image().rootAttributes().contains("boot:"));
        image().assertReadable();
    }

    @Test
    void bootVolumeThatIsWrittenAgainInOrderKeepsItsContents() throws IOException {
        Files.write(temp.resolve("config"), noise(2_000_001));
        Files.writeString(temp.resolve("manifest"), """
                (boot:(children:(kernel:(contents:(host:%1$s/kernel)) config:(contents:(host:%1$s/config))))
                 children:())""".formatted(temp));
        mkfs("--reproducible", "-b", "boot.img", "-m", "manifest", "--verify", "disk.raw")
                .okWithWarnings();
        assertKernel(kernel());
        assertArrayEquals(noise(2_000_001), image().boot().bytes("/config"));
        image().assertReadable();
    }

    @Test
    void kernelOptionOverridesTheManifest() throws IOException, InterruptedException {
        byte[] other = noise(12_345);
        Files.write(temp.resolve("other"), other);
        Files.writeString(temp.resolve("klib"), "a module");
        Files.writeString(
                temp.resolve("it.manifest"),
                "(boot:(children:(kernel:(contents:(host:not-there)) "
                        + "klib:(children:(one:(contents:(host:klib)))))) children:())");
        Command.mkfs("-b", "boot.img", "-m", "it.manifest", "-k", "other", "disk.raw")
                .in(temp)
                .run()
                .okWithWarnings();
        assertKernel(other);
        assertEquals("a module", image().boot().text("/klib/one"));
    }

    @Test
    void kernelOfOldManifestIsInBothVolumes() throws IOException, InterruptedException {
        Files.writeString(
                temp.resolve("it.manifest"), "(children:(kernel:(contents:(host:kernel)) etc:(children:())))");
        Command.mkfs("-b", "boot.img", "-m", "it.manifest", "disk.raw")
                .in(temp)
                .run()
                .okWithWarnings();
        byte[] kernel = Files.readAllBytes(temp.resolve("kernel"));
        assertKernel(kernel);
        assertArrayEquals(kernel, image().bytes("/kernel"));
        assertEquals(List.of("/kernel"), image().boot().paths());
    }

    @Test
    void acceptsKernelInsideTheTree() throws IOException, InterruptedException {
        Files.move(temp.resolve("kernel"), temp.resolve("tree/etc/kernel"));
        mkfs("-b", "boot.img", "-k", "etc/kernel", "-r", "tree", "--tree", "disk.raw")
                .okWithWarnings();
        assertKernel(Files.readAllBytes(temp.resolve("tree/etc/kernel")));
    }

    @Test
    void diskWithoutAProgramGivesAWarning() throws IOException, InterruptedException {
        mkfs("-b", "boot.img", "-k", "kernel", "-r", "tree", "--tree", "disk.raw")
                .okWith("tfs-mkfs: /: warning: has no attribute program, so Nanos stops when it boots; "
                        + "name the program with --program or -t");
        mkfs("-r", "tree", "--tree", "disk.raw").ok();
    }

    @Test
    void bootVolumeWithoutAKernelGivesAWarning() throws IOException, InterruptedException {
        Files.writeString(temp.resolve("it.manifest"), "(boot:(children:(klib:(children:()))))");
        Command.mkfs("-b", "boot.img", "-m", "it.manifest", "disk.raw")
                .in(temp)
                .run()
                .okWith(
                        "tfs-mkfs: /: warning: has no attribute program, so Nanos stops when it boots; "
                                + "name the program with --program or -t",
                        "tfs-mkfs: /kernel: warning: is not a file in the boot volume, so the "
                                + "disk will not boot; name the kernel with -k");
    }

    @Test
    void withoutABootFileThereIsNoBootVolume() throws IOException, InterruptedException {
        Files.writeString(
                temp.resolve("it.manifest"),
                "(boot:(children:(kernel:(contents:(host:kernel)))) " + "children:(a:(contents:(host:klib))))");
        Files.writeString(temp.resolve("klib"), "a module");
        Command.mkfs("-m", "it.manifest", "disk.raw")
                .in(temp)
                .run()
                .okWith("tfs-mkfs: boot: warning: no boot volume is made without a boot file or a UEFI loader; "
                        + "name one with -b, -u or --nanos");
        assertEquals(List.of(), image().partitions());
    }

    @Test
    void eachVolumeHasAUuidOfItsOwn() throws IOException, InterruptedException {
        String uuid = "01234567-89ab-cdef-0123-456789abcdef";
        mkfs("-b", "boot.img", "-k", "kernel", "-r", "tree", "--tree", "--uuid", uuid, "disk.raw")
                .okWithWarnings();
        assertEquals(uuid, image().identity().uuid().toString());
        assertNotEquals(uuid, image().boot().identity().uuid().toString());
    }

    @Test
    void diskHasTheRequestedSize() throws IOException, InterruptedException {
        long offset = BOOT_FILE_BYTES + CRASH_LOG_BYTES + BOOT_VOLUME_BYTES;
        assertEquals(sizeFor(offset, 64 << 20), made("(children:())", "-s", "64M"));
        assertEquals(sizeFor(offset, 80 << 20), made("(children:() imagesize:80M)"));
        assertEquals(sizeFor(offset, 80 << 20), made("(children:() imagesize:80M)", "-s", "200M"));
        assertEquals(sizeFor(offset, 90 << 20), made("(children:() imagesize:80M coredumplimit:90M)"));
        assertTrue(image().rootAttributes().contains("coredumplimit:90M"));
        assertFalse(image().rootAttributes().contains("imagesize"));
        long least = made("(children:())");
        assertEquals(0, (least - offset) % STEP_BYTES);
        assertEquals(least, made("(children:())", "-s", "1M"));
        assertTrue(image().statistics().freeBlocks() * BLOCK >= STEP_BYTES);
    }

    private static long sizeFor(long offset, long wanted) {
        return offset + Math.ceilDiv(wanted - offset + STEP_BYTES, STEP_BYTES) * STEP_BYTES;
    }

    private long made(String manifest, Object... arguments) throws IOException, InterruptedException {
        Files.writeString(temp.resolve("it.manifest"), manifest);
        Command.mkfs("-b", "boot.img", "-k", "kernel", "-m", "it.manifest", "disk.raw")
                .with(arguments)
                .in(temp)
                .run()
                .okWithWarnings();
        return Files.size(temp.resolve("disk.raw"));
    }

    @Test
    void refusesPartsThatDoNotFit() throws IOException, InterruptedException {
        Files.write(temp.resolve("large"), noise(BOOT_VOLUME_BYTES));
        refusedParts(
                1,
                "boot volume: the kernel and what comes with it do not fit into its 12582912 bytes; "
                        + "strip the kernel of its symbols or leave something out",
                "-b",
                "boot.img",
                "-k",
                "large");
        try (RandomAccessFile loader =
                new RandomAccessFile(temp.resolve("x/bootx64.efi").toFile(), "rw")) {
            loader.setLength(34_052_608 + 1);
        }
        refusedParts(
                1,
                "x/bootx64.efi: is too large for the EFI system partition: it has 34052609 bytes, and there is "
                        + "room for 34052608; name a smaller one",
                "-b",
                "boot.img",
                "-k",
                "kernel",
                "-u",
                "x/bootx64.efi");
        refusedParts(
                1,
                "disk.raw: the root volume would have 3298522824704 bytes, and at most 2199010655744 are possible "
                        + "here, because a disk with a partition table ends at 2 TiB; make the volume smaller",
                "-b",
                "boot.img",
                "-k",
                "kernel",
                "-s",
                "3T");
    }

    @Test
    void rejectsUnfitBootFiles() throws IOException, InterruptedException {
        byte[] unsigned = bootFile(BLOCK, BootFileBytes.LOADER);
        unsigned[510] = 0;
        Files.write(temp.resolve("unsigned.img"), unsigned);
        Files.write(temp.resolve("without.img"), bootFile(BLOCK, 1));
        Files.write(temp.resolve("cut.img"), Arrays.copyOf(bootFile(2 * BLOCK, BootFileBytes.LOADER), 2 * BLOCK));
        Files.write(temp.resolve("empty.img"), new byte[0]);
        refusedParts(
                1,
                "unsigned.img: is not a boot image: its first block does not end with the bytes 55 AA;"
                        + " name the boot image of a Nanos release",
                "-b",
                "unsigned.img",
                "-k",
                "kernel");
        refusedParts(
                1,
                "without.img: is not a boot image: its boot sector does not hold the length of a boot loader (byte "
                        + "442 begins a number "
                        + "that should be 12 and is 1); name the boot image of a Nanos release",
                "-b",
                "without.img",
                "-k",
                "kernel");
        refusedParts(
                1,
                "cut.img: is cut short: it has 1024 bytes, and its boot sector requires 1536; copy it again",
                "-b",
                "cut.img",
                "-k",
                "kernel");
        refusedParts(
                1,
                "empty.img: is not a boot image: it has 0 bytes, and its boot sector would take 512; name "
                        + "the boot image of a Nanos release",
                "-b",
                "empty.img",
                "-k",
                "kernel");
        refusedParts(1, "none.img: no such file or directory; check the name", "-b", "none.img", "-k", "kernel");
        refusedParts(1, "x: is a directory; a boot image is expected", "-b", "x", "-k", "kernel");
        refusedParts(1, "x: is a directory; a boot image is expected", "-b", "x", "-k", "kernel", "--dry-run");
        refusedParts(
                1,
                "x: is a directory; a UEFI loader is expected",
                "-b",
                "boot.img",
                "-k",
                "kernel",
                "-u",
                "x",
                "--dry-run");
    }

    @Test
    void partsOfADiskThatLackOthersAreRefused() throws IOException, InterruptedException {
        String help = "; try 'tfs-mkfs --help'";
        refusedParts(
                2,
                "-k is for disks that boot, which need a boot file or a UEFI loader; name one with -b, -u or --nanos"
                        + help,
                "-k",
                "kernel");
        refusedParts(2, "a disk that boots needs a kernel; name it with -k" + help, "-u", "x/bootaa64.efi");
        refusedParts(2, "a disk that boots needs a kernel; name it with -k" + help, "-b", "boot.img");
        refusedParts(
                1,
                "/kernel: the host file none is not there, neither in the target root tree nor as none; "
                        + "correct its path",
                "-b",
                "boot.img",
                "-k",
                "none");
        refusedParts(
                1,
                "none.efi: no such file or directory; check the name",
                "-b",
                "boot.img",
                "-k",
                "kernel",
                "-u",
                "none.efi");
        refusedParts(
                1,
                "boot.img: is not a UEFI loader by its name, which must end in bootx64.efi, bootaa64.efi or "
                        + "bootriscv64.efi",
                "-b",
                "boot.img",
                "-k",
                "kernel",
                "-u",
                "boot.img");
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 1 << 20, 10 << 20})
    void treeOfADiskThatIsCutShortIsRefusedWithTheReason(int missing) throws IOException, InterruptedException {
        mkfs("-b", "boot.img", "-k", "kernel", "-r", "tree", "--tree", "-s", "20M", "cut.raw")
                .okWithWarnings();
        long size = Files.size(temp.resolve("cut.raw"));
        Partition root =
                new MadeImage(temp.resolve("cut.raw")).partitions().getLast().partition();
        try (FileChannel file = FileChannel.open(temp.resolve("cut.raw"), StandardOpenOption.WRITE)) {
            file.truncate(size - missing);
        }
        refused(
                1,
                "cut.raw: at byte 462: partition 1 has " + root.blocks() + " blocks from block " + root.startBlock()
                        + ", but the image ends after " + (size - missing) / BLOCK
                        + " blocks; it is incomplete: copy it again; run 'tfs-dump --check' on it; "
                        + "add '--salvage NEW' to save what can be read",
                "--tree",
                "-r",
                "cut.raw");
    }

    /** Demands that tfs-mkfs refuses these parts of a disk beside a sound tree. */
    private void refusedParts(int exitCode, String line, Object... parts) throws IOException, InterruptedException {
        refused(
                exitCode,
                line,
                Stream.concat(Stream.of(parts), Stream.of("-r", "tree", "--tree"))
                        .toArray());
    }

    /** Neither makes it an image nor does it touch one that is there. */
    private void refused(int exitCode, String line, Object... arguments) throws IOException, InterruptedException {
        List<String> before = names();
        InProcess.mkfsIn(
                        temp,
                        Stream.concat(Stream.of(arguments), Stream.of("disk.raw"))
                                .toArray())
                .failed(exitCode, "tfs-mkfs: " + line);
        assertEquals(before, names());
        Files.writeString(temp.resolve("disk.raw"), OLD);
        InProcess.mkfsIn(
                        temp,
                        Stream.concat(Stream.of(arguments), Stream.of("disk.raw"))
                                .toArray())
                .failed(exitCode, "tfs-mkfs: " + line);
        assertEquals(OLD, Files.readString(temp.resolve("disk.raw")));
        Files.delete(temp.resolve("disk.raw"));
        assertEquals(before, names());
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(temp)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
