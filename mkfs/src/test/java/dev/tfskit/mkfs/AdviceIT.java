// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import dev.tfskit.Result;
import dev.tfskit.Tfs;
import dev.tfskit.check.Finding;
import dev.tfskit.check.FindingKind;
import dev.tfskit.disk.PartitionContent;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Warnings, notes and the summary of tfs-mkfs, which help users to notice mistakes. */
class AdviceIT {

    private static final String UNKNOWN = "the kernel knows no root attribute of this name; perhaps it should be ";
    private static final String WRONG = "the root attribute has a wrong type; the kernel expects ";

    @TempDir
    private Path temp;

    @BeforeEach
    void makeTree() throws IOException {
        Files.createDirectories(temp.resolve("tree/etc"));
        Files.write(temp.resolve("tree/etc/zeros"), new byte[2_000_000]);
        Files.writeString(temp.resolve("tree/etc/text"), "text");
        Files.createLink(temp.resolve("tree/etc/same"), temp.resolve("tree/etc/text"));
    }

    private Result mkfs(Object... arguments) {
        return InProcess.mkfsIn(
                temp,
                Stream.concat(Stream.of("-r", "tree"), Stream.of(arguments)).toArray());
    }

    @Test
    void misspeltRootAttributeGetsWarning() throws IOException, InterruptedException {
        mkfs("-t", "(programm:/bin/x argumnets:[x] fault:t my_own:1)", "disk.raw")
                .okWith(
                        "tfs-mkfs: argumnets: warning: " + UNKNOWN + "arguments",
                        "tfs-mkfs: programm: warning: " + UNKNOWN + "program");
    }

    @Test
    void rootAttributeOfWrongTypeGetsWarning() throws IOException, InterruptedException {
        mkfs("-t", "(arguments:x environment:[a b] mounts:(%1:[x]) cwd:(a:b))", "disk.raw")
                .okWith(
                        "tfs-mkfs: arguments: warning: " + WRONG + "a vector of strings, such as [ls -l]",
                        "tfs-mkfs: cwd: warning: " + WRONG + "a string",
                        "tfs-mkfs: environment: warning: " + WRONG + "a tuple of strings, such as (HOME:/root)",
                        "tfs-mkfs: mounts: warning: " + WRONG + "a tuple of strings, such as (%1:/data)");
    }

    @Test
    void excludeThatMatchesNothingGetsNote() throws IOException, InterruptedException {
        String note = "tfs-mkfs: -x: note: no entry matches *.none, /etc/x/***";
        for (String option : List.of("--strict", "--dry-run")) {
            mkfs("-x", "*.none", "-x", "zeros", "-x", "/etc/x/***", "-x", "/none/***", "-x", "+ *t", option, "disk.raw")
                    .okWith(note + ", /none/***");
        }
        mkfs("-x", "/etc/***", "disk.raw").ok();
    }

    @Test
    void summaryNamesHolesAndFreeSpace() throws IOException, InterruptedException {
        String summary = mkfs("disk.raw").ok().output();
        assertTrue(
                summary.matches(
                        "4 entries, 2\\.0 MB with 2\\.0 MB in holes, image of [^,]* with [0-9.]+ [kM]B free, .*\n"),
                summary);
    }

    @Test
    void reproducibleImageIsPrintedWithItsChecksum() throws IOException, InterruptedException {
        List<String> lines = mkfs("--reproducible", "disk.raw").ok().lines();
        assertEquals(
                Command.of("sha256sum", "disk.raw").in(temp).run().ok().lines().getFirst(), lines.getLast());
        assertEquals(1, mkfs("disk.raw").ok().lines().size());
    }

    @Test
    void dryRunCountsFileWithSeveralNamesOnce() throws IOException, InterruptedException {
        assertEquals(
                "4 entries, 2000004 bytes; nothing was made",
                mkfs("--dry-run").ok().lines().getLast());
    }

    @Test
    void diskForUefiNeedsNoBootFile() throws IOException, InterruptedException {
        Files.write(temp.resolve("kernel.img"), new byte[1000]);
        Files.write(temp.resolve("bootaa64.efi"), new byte[1000]);
        mkfs("-u", "bootaa64.efi", "-k", "kernel.img", "disk.raw").succeeded();
        MadeImage image = new MadeImage(temp.resolve("disk.raw"));
        assertTrue(image.partitions().stream().anyMatch(each -> each.kind() == PartitionContent.Kind.EFI_SYSTEM));
        assertEquals(List.of("/kernel"), image.boot().paths());
    }

    @Test
    void volumeGrowsWithItsFile() throws IOException, InterruptedException {
        mkfs("disk.raw").ok();
        long before = Files.size(temp.resolve("disk.raw"));
        Command.of("truncate", "-s", "+10M", "disk.raw").in(temp).run().ok();
        try (Volume volume = Tfs.open(temp.resolve("disk.raw"))) {
            assertEquals((before + (10 << 20)) / 512, volume.statistics().blocks());
        }
        List<Finding> findings = new ArrayList<>();
        Tfs.check(temp.resolve("disk.raw"), findings::add);
        assertEquals(
                List.of(FindingKind.PROGRAM_UNNAMED),
                findings.stream().map(Finding::kind).toList());
    }

    @Test
    void jarRunsByItself() throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Command.shell("\"$1\" -jar mkfs/target/lib/tfs-mkfs-*.jar --version", java)
                .run()
                .ok();
    }
}
