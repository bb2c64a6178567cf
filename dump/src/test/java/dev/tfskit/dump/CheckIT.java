// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tfskit.Command;
import dev.tfskit.Json;
import dev.tfskit.Mounts;
import dev.tfskit.Result;
import dev.tfskit.check.SampleVolume;
import dev.tfskit.elf.HandMadeElf;
import dev.tfskit.elf.Machine;
import dev.tfskit.message.Messages;
import dev.tfskit.schema.Attributes;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.volume.HandMadeVolume;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The findings and exit codes of {@code --check}, and the volumes that {@code --salvage} writes. */
class CheckIT {

    private static final int BLOCK = 512;

    @TempDir
    private Path temp;

    private Path tree;

    private long bytes;

    @BeforeEach
    void makeImage() throws IOException, InterruptedException {
        tree = Files.createDirectories(temp.resolve("tree/further")).getParent();
        Files.writeString(tree.resolve("file"), "hello");
        Files.writeString(tree.resolve("further/last"), "x".repeat(100_000));
        byte[] program = new HandMadeElf(Machine.X86_64).bytes();
        Files.write(tree.resolve("program"), program);
        bytes = 100_005 + program.length;
        InProcess.mkfs("-r", tree, "-t", "(program:/program)", temp.resolve("disk.raw"))
                .ok();
    }

    private Result check(Object... arguments) {
        return InProcess.dumpIn(
                temp, Stream.concat(Stream.of("--check"), Stream.of(arguments)).toArray());
    }

    private void damage(int at) throws IOException {
        byte[] bytes = Files.readAllBytes(temp.resolve("disk.raw"));
        bytes[at] ^= 0x40;
        Files.write(temp.resolve("disk.raw"), bytes);
    }

    @Test
    void soundImageHasNoErrors() throws IOException, InterruptedException {
        assertEquals(
                "disk.raw: no errors, 0 warnings, 0 notes\n",
                check("disk.raw").ok().output());
        assertEquals(
                "{\"image\":\"disk.raw\",\"findings\":[],\"errors\":0,\"warnings\":0,\"notes\":0}\n",
                check("--json", "disk.raw").ok().output());
    }

    @Test
    void damagedHeaderIsError() throws IOException, InterruptedException {
        damage(0);
        Result text = check("disk.raw");
        assertEquals(4, text.exitCode());
        assertEquals("", text.errors());
        assertTrue(text.lines().getFirst().startsWith("error: no TFS log: "), text.output());
        assertEquals("disk.raw: 1 error, 0 warnings, 0 notes", text.lines().getLast());
        Result json = check("--json", "disk.raw");
        assertEquals(4, json.exitCode());
        JsonNode report = Json.of(json);
        assertEquals(1, report.get("errors").asLong());
        JsonNode finding = report.get("findings").get(0);
        assertEquals("error", finding.get("severity").asText());
        assertEquals(0, finding.get("offset").asLong());
        for (String field : List.of("code", "problem", "consequence")) {
            assertFalse(finding.get(field).asText().isEmpty(), field);
        }
    }

    @Test
    void programThatCannotBeLoadedIsAWarning() throws IOException, InterruptedException {
        InProcess.mkfs("-r", tree, "-t", "(program:/file)", temp.resolve("disk.raw"))
                .okWithWarnings();
        assertEquals(
                List.of(
                        "warning: /file: the program is not an ELF file: it begins with the bytes 68 65 6c 6c; "
                                + "Nanos stops when it boots",
                        "disk.raw: no errors, 1 warning, 0 notes"),
                check("disk.raw").ok().lines());
        assertEquals(
                "program-not-loadable",
                Json.of(check("--json", "disk.raw").ok())
                        .get("findings")
                        .get(0)
                        .get("code")
                        .asText());
    }

    @Test
    void exitCodeIsEightWhenTheImageCannotBeRead() throws IOException, InterruptedException {
        check("none").failed(8, "tfs-dump: none: no such file or directory; check the name");
        check("tree").failed(8, "tfs-dump: tree: is a directory; an image file is expected");
    }

    @Test
    void exitCodeIsSixteenOnUsageError() throws IOException, InterruptedException {
        check().failed(16, "tfs-dump: missing required parameter: 'IMAGE'; try 'tfs-dump --help'");
        check("disk.raw", "/further")
                .failed(16, "tfs-dump: '/further': PATH does not go with --check; try 'tfs-dump --help'");
        check("--at", 0, "disk.raw").failed(16, "tfs-dump: --at does not go with --check; try 'tfs-dump --help'");
    }

    @Test
    void allOfAGoodImageIsSaved() throws IOException, InterruptedException {
        byte[] before = Files.readAllBytes(temp.resolve("disk.raw"));
        assertEquals(
                "disk.raw: no errors, 0 warnings, 0 notes\nout.raw: 4 entries, " + Messages.size(bytes) + " salvaged\n",
                check("--salvage", "out.raw", "disk.raw").ok().output());
        check("out.raw").ok();
        InProcess.dump("--diff", temp.resolve("out.raw"), temp.resolve("disk.raw"))
                .ok();
        assertTrue(Arrays.equals(before, Files.readAllBytes(temp.resolve("disk.raw"))));
    }

    @Test
    void salvageKeepsReadableEntriesOfADamagedImage() throws IOException, InterruptedException {
        cutImageInTheLastFile();
        Result result = check("--json", "--salvage", "out.raw", "cut.raw");
        assertEquals(4, result.exitCode());
        JsonNode salvaged = Json.of(result).get("salvaged");
        assertEquals("out.raw", salvaged.get("image").asText());
        assertTrue(salvaged.get("lost").size() > 0, salvaged.toString());
        check("out.raw").ok();
        assertEquals(
                "hello",
                InProcess.dump("--cat", "/file", temp.resolve("out.raw")).ok().output());
        Result text = check("--salvage", "out.raw", "cut.raw");
        assertEquals(4, text.exitCode());
        assertTrue(text.errors().startsWith("tfs-dump: /further/last: warning: "), text.errors());
    }

    private void cutImageInTheLastFile() throws IOException, InterruptedException {
        byte[] whole = Files.readAllBytes(temp.resolve("disk.raw"));
        long start = Json.dump("--stat", "/further/last", "--json", temp.resolve("disk.raw"))
                .get("extents")
                .get(0)
                .get("start_block")
                .asLong();
        Files.write(temp.resolve("cut.raw"), Arrays.copyOf(whole, (int) (start + 1) * BLOCK));
    }

    @Test
    void findingsBeforeAFailureArePrinted() throws IOException, InterruptedException {
        cutImageInTheLastFile();
        Path small = Files.createDirectory(temp.resolve("small"));
        List<String> onSmall = Mounts.tmpfs("size=4k", small);
        Result text = Command.dump("--check", "--salvage", "small/out.raw", "cut.raw")
                .in(temp)
                .under(onSmall)
                .run();
        assertEquals(8, text.exitCode());
        assertEquals("cut.raw: 1 error, 0 warnings, 0 notes", text.lines().getLast());
        assertTrue(text.errors().contains("no space left on device"), text.errors());
        Result json = Command.dump("--check", "--json", "--salvage", "small/out.raw", "cut.raw")
                .in(temp)
                .under(onSmall)
                .run();
        assertEquals(8, json.exitCode());
        assertTrue(
                json.output().startsWith("{\"image\":\"cut.raw\",\"findings\":[{\"severity\":\"error\","),
                json.output());
        assertTrue(json.output().contains("}],\"errors\":1,\"warnings\":0,\"notes\":0"), json.output());
    }

    @Test
    void nothingIsCheckedWhenTheSalvageCannotBeWritten() throws IOException, InterruptedException {
        damage(0);
        for (List<String> form : List.of(List.<String>of(), List.of("--json"))) {
            Result missing = check(Stream.concat(form.stream(), Stream.of("--salvage", "none/out.raw", "disk.raw"))
                    .toArray());
            missing.failed(8, "tfs-dump: none: no such directory; create it first");
            assertEquals("", missing.output());
        }
        check("--salvage", "tree", "disk.raw").failed(8, "tfs-dump: tree: is a directory; name a file in it");
    }

    @Test
    void nothingIsWrittenWhenNothingCanBeSaved() throws IOException, InterruptedException {
        damage(0);
        Result text = check("--salvage", "out.raw", "disk.raw");
        assertEquals(4, text.exitCode());
        assertEquals("disk.raw: 1 error, 0 warnings, 0 notes", text.lines().getLast());
        assertTrue(
                text.errors()
                        .startsWith("tfs-dump: out.raw: is not written, because nothing can be saved: at byte 0: "),
                text.errors());
        assertEquals(1, text.errors().lines().count(), text.errors());
        Result json = check("--json", "--salvage", "out.raw", "disk.raw");
        assertEquals(4, json.exitCode());
        JsonNode salvaged = Json.of(json).get("salvaged");
        assertFalse(salvaged.has("image"), salvaged.toString());
        JsonNode lost = salvaged.get("lost").get(0);
        assertEquals("/", lost.get("subject").asText());
        assertTrue(lost.get("problem").asText().startsWith("nothing can be saved: "), lost::toString);
        assertFalse(Files.exists(temp.resolve("out.raw")));
    }

    @Test
    void lossesThatDifferOnlyInNamesAreCounted() throws IOException, InterruptedException {
        Tuple root = HandMadeVolume.tuple("(children:())");
        Tuple entries = root.tuple(Attributes.CHILDREN).orElseThrow();
        Tuple extents = new Tuple();
        for (int i = 0; i < 26; i++) {
            Symbol name = Symbol.of(Character.toString('a' + i));
            entries.set(name, Text.of("no inode"));
            extents.set(name, new Tuple());
        }
        Tuple file = new Tuple();
        file.set(Attributes.EXTENTS, extents);
        entries.set(Symbol.of("file"), file);
        Files.write(temp.resolve("names.raw"), HandMadeVolume.device(root, 0).toByteArray());
        List<String> losses =
                check("--salvage", "out.raw", "names.raw").errors().lines().toList();
        assertEquals(2 * (5 + 1), losses.size(), String.join("\n", losses));
        assertEquals(
                2,
                losses.stream()
                        .filter(line -> line.startsWith("tfs-dump: 21 more losses: "))
                        .count(),
                String.join("\n", losses));
    }

    /** A label that is cut is no loss: it is only a warning of the check, too. */
    @Test
    void salvageThatOnlyCutsTheLabelEndsWithoutErrors() throws IOException, InterruptedException {
        SampleVolume sample = new SampleVolume();
        sample.label("l".repeat(32));
        sample.write();
        Files.write(temp.resolve("long.raw"), sample.device().toByteArray());
        Result text = check("--salvage", "out.raw", "long.raw");
        assertEquals(0, text.exitCode());
        assertEquals("tfs-dump: /: note: the label " + "l".repeat(32) + " is too long and was cut\n", text.errors());
        Result json = check("--json", "--salvage", "out.raw", "long.raw");
        assertEquals(0, json.exitCode());
        assertEquals(1, Json.of(json).get("salvaged").get("lost").size());
    }

    /** Makes the image anew, with a file of random bytes, which do not compress, behind all others. */
    private byte[] addRandomFile(int length) throws IOException {
        byte[] random = new byte[length];
        new Random(4711).nextBytes(random);
        Files.write(tree.resolve("random"), random);
        InProcess.mkfs("-r", tree, "-t", "(program:/program)", temp.resolve("disk.raw"))
                .ok();
        return random;
    }

    private void compress(String... options) throws IOException, InterruptedException {
        Command.of("lz4", "-q", temp.resolve("disk.raw"), temp.resolve("disk.lz4"))
                .with((Object[]) options)
                .run()
                .ok();
    }

    /** Changes a byte of the content of the random file in the compressed image. */
    private void changeByte(byte[] random) throws IOException {
        byte[] compressed = Files.readAllBytes(temp.resolve("disk.lz4"));
        String known = new String(random, 150_000, 16, StandardCharsets.ISO_8859_1);
        compressed[new String(compressed, StandardCharsets.ISO_8859_1).indexOf(known)] ^= 1;
        Files.write(temp.resolve("disk.lz4"), compressed);
    }

    /** The check reads no contents, so only the salvage finds what cannot be read of them. */
    @Test
    void salvageThatLosesContentsEndsWithErrors() throws IOException, InterruptedException {
        byte[] random = addRandomFile(300_000);
        compress("-B4", "-BX");
        changeByte(random);
        check("disk.lz4").ok();
        Result text = check("--salvage", "out.raw", "disk.lz4");
        assertEquals(4, text.exitCode());
        assertEquals(
                List.of(
                        "disk.lz4: no errors, 0 warnings, 0 notes",
                        "out.raw: 5 entries, " + Messages.size(bytes + random.length) + " salvaged"),
                text.lines());
        assertTrue(
                text.errors().startsWith("tfs-dump: /random: warning: the device fails to read 65536 bytes at byte "),
                text.errors());
        assertEquals(1, text.errors().lines().count(), text.errors());
        Result json = check("--json", "--salvage", "out.raw", "disk.lz4");
        assertEquals(4, json.exitCode());
        assertEquals(1, Json.of(json).get("salvaged").get("lost").size());
    }

    /** The checksum of a frame does not say which byte is wrong, so the image is refused. */
    @Test
    void compressedImageWithWrongChecksumIsSavedOnceItIsUnpacked() throws IOException, InterruptedException {
        byte[] random = addRandomFile(300_000);
        compress();
        changeByte(random);
        check("--salvage", "out.raw", "disk.lz4")
                .failed(
                        8,
                        "tfs-dump: disk.lz4: at byte 0: the content of an LZ4 frame does not match its checksum; copy "
                                + "the image again");
        assertFalse(Files.exists(temp.resolve("out.raw")));
        unpack().ok();
        check("--salvage", "out.raw", "unpacked.raw").ok();
        assertEquals(
                "hello",
                InProcess.dump("--cat", "/file", temp.resolve("out.raw")).ok().output());
    }

    /** The file of random bytes is longer than what lz4 1.10 can lose. */
    @Test
    void compressedImageThatIsCutShortIsSavedOnceItIsUnpacked() throws IOException, InterruptedException {
        addRandomFile(12_000_000);
        compress("-B4");
        byte[] compressed = Files.readAllBytes(temp.resolve("disk.lz4"));
        Files.write(temp.resolve("disk.lz4"), Arrays.copyOf(compressed, compressed.length - 10_000));
        Result refusal = check("--salvage", "out.raw", "disk.lz4");
        assertEquals(8, refusal.exitCode());
        assertTrue(refusal.errors().contains("the compressed file ends within an LZ4 frame"), refusal.errors());
        assertTrue(unpack().exitCode() != 0);
        assertEquals(4, check("--salvage", "out.raw", "unpacked.raw").exitCode());
        assertEquals(
                "hello",
                InProcess.dump("--cat", "/file", temp.resolve("out.raw")).ok().output());
    }

    /** Unpacks what lz4 can unpack. */
    private Result unpack() throws IOException, InterruptedException {
        return Command.of("lz4", "-q", "-d", "--no-crc", temp.resolve("disk.lz4"), temp.resolve("unpacked.raw"))
                .run();
    }
}
