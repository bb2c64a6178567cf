// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tfskit.Json;
import dev.tfskit.Result;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How {@code tfs-dump} shows a disk with partitions. */
class DiskIT {

    @TempDir
    private Path temp;

    private HandmadeDisk disk;

    @BeforeEach
    void makeDisk() throws IOException, InterruptedException {
        disk = HandmadeDisk.in(temp);
    }

    private Result dump(Object... arguments) {
        return InProcess.dumpIn(temp, arguments);
    }

    @Test
    void everyVolumeCanBeReached() throws IOException, InterruptedException {
        assertEquals(
                "I am the program", dump("--cat", "/program", "disk.raw").ok().output());
        assertEquals(
                "I am the kernel",
                dump("-b", "--cat", "/kernel", "disk.raw").ok().output());
        assertEquals(
                "I am the kernel",
                dump("--partition", 0, "--cat", "/kernel", "disk.raw").ok().output());
        assertEquals(
                "I am the program",
                dump("--partition", 1, "--cat", "/program", "disk.raw").ok().output());
        assertEquals(
                "I am the kernel",
                dump("--offset", HandmadeDisk.BOOT * HandmadeDisk.BLOCK, "--cat", "/kernel", "disk.raw")
                        .ok()
                        .output());
        assertEquals(
                "I am the program",
                dump("--offset", disk.rootStart() * HandmadeDisk.BLOCK, "--cat", "/program", "disk.raw")
                        .ok()
                        .output());
    }

    @Test
    void namesMissingVolume() throws IOException, InterruptedException {
        dump("--partition", 3, "disk.raw").failed(1, "tfs-dump: disk.raw: it has no partition 3; it has 0, 1");
        dump("-b", "root.raw").failed(1, "tfs-dump: root.raw: it is a volume by itself, without a boot volume");
        long size = Files.size(temp.resolve("disk.raw"));
        dump("--offset", size, "disk.raw")
                .failed(
                        1,
                        "tfs-dump: disk.raw: it ends at byte " + size + ", so nothing begins at byte " + size
                                + "; give a smaller offset");
    }

    @Test
    void showsPartitions() throws IOException, InterruptedException {
        JsonNode json = Json.of(dump("--info", "--json", "disk.raw").ok());
        assertEquals(
                "[\"tfs_volume\",\"tfs_volume\"]",
                Json.texts(json.get("partitions"), "holds").stream()
                        .map(text -> '"' + text + '"')
                        .toList()
                        .toString()
                        .replace(", ", ","));
        assertEquals(
                disk.rootStart(),
                json.get("partitions").get(1).get("start_block").asLong());
        assertEquals("root", json.get("label").asText());
        List<String> lines = dump("--info", "disk.raw").ok().lines();
        assertTrue(lines.getFirst().startsWith("Partition 0:   type 83, "), lines.getFirst());
    }

    @Test
    void checkCoversTheWholeDisk() throws IOException, InterruptedException {
        dump("--check", "disk.raw").ok();
        try (FileChannel open = FileChannel.open(temp.resolve("disk.raw"), StandardOpenOption.WRITE)) {
            open.write(ByteBuffer.wrap(new byte[] {'X'}), (long) HandmadeDisk.BOOT * HandmadeDisk.BLOCK);
        }
        Result result = dump("--check", "--json", "disk.raw");
        assertEquals(4, result.exitCode());
        JsonNode finding = Json.of(result).get("findings").get(0);
        assertEquals(0, finding.get("partition").asInt());
        assertEquals("error", finding.get("severity").asText());
        dump("--check", "--partition", 1, "disk.raw").ok();
    }

    @Test
    void diskThatWasCutShortIsSalvaged() throws IOException, InterruptedException {
        Path cut = temp.resolve("cut.raw");
        byte[] bytes = Files.readAllBytes(temp.resolve("disk.raw"));
        Files.write(cut, Arrays.copyOf(bytes, bytes.length - HandmadeDisk.BLOCK));
        Result refusal = dump("-t", "cut.raw");
        assertEquals(1, refusal.exitCode());
        assertTrue(refusal.errors().contains("run 'tfs-dump --check' on it; add '--salvage NEW'"), refusal.errors());
        assertEquals(4, dump("--check", "--salvage", "saved.raw", "cut.raw").exitCode());
        assertEquals(
                "I am the program", dump("--cat", "/program", "saved.raw").ok().output());
        JsonNode report = Json.of(dump("--check", "--json", "--partition", 1, "cut.raw"));
        assertEquals(1, report.get("errors").asInt(), report::toString);
        assertEquals(
                "partition-outside", report.get("findings").get(0).get("code").asText());
    }

    @Test
    void diskThatEndsBeforeItsRootVolumeGivesNothing() throws IOException, InterruptedException {
        byte[] bytes = Files.readAllBytes(temp.resolve("disk.raw"));
        Files.write(temp.resolve("cut.raw"), Arrays.copyOf(bytes, disk.rootStart() * HandmadeDisk.BLOCK));
        for (List<Object> choice : List.<List<Object>>of(List.of(), List.of("--partition", 1))) {
            List<Object> words = new ArrayList<>(List.of("--check", "--json", "--salvage", "saved.raw", "cut.raw"));
            words.addAll(choice);
            Result result = dump(words.toArray());
            assertEquals(4, result.exitCode());
            JsonNode report = Json.of(result);
            assertEquals(
                    "partition-outside",
                    report.get("findings").get(0).get("code").asText());
            assertTrue(
                    report.get("salvaged")
                            .get("lost")
                            .get(0)
                            .get("problem")
                            .asText()
                            .startsWith("nothing can be saved: "),
                    report::toString);
            assertFalse(Files.exists(temp.resolve("saved.raw")));
        }
    }

    @Test
    void showsCrashLog() throws IOException, InterruptedException {
        disk.leaveCrashLog("it stopped\nwith \u001b[31mcolour\n");
        assertEquals("""
                boot id: 8877665544332211
                exit code: -7

                it stopped
                with \\x1b[31mcolour

                """, dump("-l", "disk.raw").ok().output());
        JsonNode json = Json.of(dump("-l", "--json", "disk.raw").ok());
        assertTrue(json.get("found").asBoolean());
        assertEquals(HandmadeDisk.CRASH_LOG, json.get("offset").asLong());
        assertEquals("8877665544332211", json.get("boot_id").asText());
        assertEquals(-7, json.get("exit_code").asInt());
        assertEquals("it stopped\nwith \u001b[31mcolour\n", json.get("text").asText());
    }

    @Test
    void missingCrashLogExitsWithZero() throws IOException, InterruptedException {
        assertEquals(
                "",
                dump("-l", "disk.raw")
                        .okWith("tfs-dump: disk.raw: warning: there is no crash log")
                        .output());
        assertEquals(
                "{\"image\":\"disk.raw\",\"found\":false}\n",
                dump("-l", "--json", "disk.raw").ok().output());
    }

    @Test
    void manifestIsThatOfChosenVolume() throws IOException, InterruptedException {
        Path disk = temp.resolve("disk.raw");
        Result root = InProcess.dump("--manifest", disk);
        root.okWith("tfs-dump: " + disk
                + ": warning: the manifest is of the root volume alone; --boot --manifest prints that of "
                + "the boot volume");
        assertTrue(root.output().contains(" program:(contents:(host:/program)"), root.output());
        assertTrue(InProcess.dump("--manifest", "-b", disk).ok().output().contains(" kernel:(contents:(host:/kernel)"));
    }
}
