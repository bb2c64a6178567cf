// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import dev.tfskit.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Images that tfs-mkfs makes from TFS images and other disks given by -r. The test is in this module because it needs
 * tfs-dump.
 */
class ImageSourceIT {

    @TempDir
    private Path temp;

    @BeforeEach
    void makeImage() throws IOException, InterruptedException {
        shell("mkdir -p tree/a/b tree/dev; echo one >tree/a/one; ln tree/a/one tree/a/b/two; ln -s one tree/a/link; "
                + "setfattr -n user.x -v y tree/a/one; chmod 751 tree tree/a; touch -d @1000000000 tree");
        mkfs("-l", "first", "-t", "(program:/a/one environment:(A:b))", "-r", "tree", "first.raw")
                .okWithWarnings();
    }

    private void shell(String script, Object... arguments) throws IOException, InterruptedException {
        Command.shell(script, arguments).in(temp).run().ok();
    }

    private Result mkfs(Object... arguments) {
        return InProcess.mkfsIn(
                temp,
                Stream.concat(Stream.of("-q", "--tree"), Stream.of(arguments)).toArray());
    }

    private Result diff(String first, String second) {
        return InProcess.dumpIn(temp, "--diff", first, second);
    }

    @ParameterizedTest
    @ValueSource(strings = {"first.raw", "first.raw.lz4"})
    void treeOfImageIsCopied(String image) throws IOException, InterruptedException {
        shell("lz4 -q first.raw first.raw.lz4 || true");
        mkfs("-r", image, "second.raw").ok();
        mkfs("-r", "tree", "plain.raw").ok();
        assertEquals("", diff("plain.raw", "second.raw").ok().output());
    }

    @Test
    void rootAttributesAndLabelAreCopiedOnRequest() throws IOException, InterruptedException {
        mkfs("--image-attributes", "-r", "first.raw", "second.raw").okWithWarnings();
        assertEquals("", diff("first.raw", "second.raw").ok().output());
        assertTrue(InProcess.dump(temp.resolve("second.raw")).ok().output().contains("Label: first"));
    }

    @Test
    void commandLineOverridesImage() throws IOException, InterruptedException {
        mkfs("--image-attributes", "-l", "mine", "-t", "(program:/a/b/two)", "-r", "first.raw", "second.raw")
                .okWithWarnings();
        String dump = InProcess.dump(temp.resolve("second.raw")).ok().output();
        assertTrue(dump.contains("Label: mine"), dump);
        assertTrue(dump.contains("/a/b/two"), dump);
        assertTrue(dump.contains("environment"), dump);
    }

    @Test
    void excludesApply() throws IOException, InterruptedException {
        mkfs("-x", "/a/one", "-x", "link", "-r", "first.raw", "second.raw").ok();
        assertEquals(
                List.of("/", "/a", "/a/b", "/a/b/two", "/dev"),
                InProcess.dump("--find", "*", temp.resolve("second.raw")).ok().lines());
    }

    @Test
    void imageReplacesEntriesOfEarlierTree() throws IOException, InterruptedException {
        shell("mkdir -p under/a/b; echo under >under/a/b/two; echo kept >under/kept");
        mkfs("-r", "under", "-r", "first.raw", "second.raw").ok();
        assertEquals(
                "one\n",
                InProcess.dump("--cat", "/a/b/two", temp.resolve("second.raw"))
                        .ok()
                        .output());
        assertEquals(
                "kept\n",
                InProcess.dump("--cat", "/kept", temp.resolve("second.raw"))
                        .ok()
                        .output());
    }

    @Test
    void imageCanBeRebuiltFromItself() throws IOException, InterruptedException {
        shell("cp first.raw kept.raw");
        mkfs("--image-attributes", "-r", "first.raw", "first.raw").okWithWarnings();
        assertEquals("", diff("kept.raw", "first.raw").ok().output());
    }

    @Test
    void diskWithGuidPartitionTableIsRecognised() throws IOException, InterruptedException {
        shell("truncate -s 16M disk; printf 'label: gpt\\nstart=2048, size=2048, type=L\\n' | sfdisk -q disk");
        mkfs("-r", "disk", "second.raw")
                .failed(
                        1,
                        "tfs-mkfs: disk: has a GUID partition table (GPT), which TFS disks do not have; "
                                + "mount a file system of the disk and name the mount point");
        Result dump = Command.dump("disk").in(temp).run();
        assertEquals(1, dump.exitCode());
        assertTrue(dump.errors().contains("GUID partition table"), dump::errors);
    }

    @Test
    void damagedImageIsNamedWithRemedy() throws IOException, InterruptedException {
        shell("cp first.raw bad.raw; printf XXXXXX | dd of=bad.raw bs=1 seek=512 conv=notrunc status=none");
        mkfs("-r", "bad.raw", "second.raw")
                .failed(
                        1,
                        "tfs-mkfs: bad.raw: at byte 512: no TFS log: found XXXXXX where NVMTFS is expected; "
                                + "run 'tfs-dump --check' on it; add '--salvage NEW' to save what can be read");
    }

    @Test
    void diskOfAnotherSystemIsRecognised() throws IOException, InterruptedException {
        shell("truncate -s 16M disk; printf 'label: dos\\n2048,2048,83\\n' | sfdisk -q disk");
        mkfs("-r", "disk", "second.raw")
                .failed(
                        1,
                        "tfs-mkfs: disk: is a disk without a TFS volume; "
                                + "mount a file system of the disk and name the mount point");
        String line = "tfs-dump: disk: is a disk without a TFS volume; it has partition 0 (type 0x83, 2048 blocks); "
                + "name another image, or choose the partition or the offset of a volume";
        Command.dump("disk").in(temp).run().failed(1, line);
        Command.dump("--check", "disk").in(temp).run().failed(8, line);
    }

    @Test
    void imageFromAPipeIsRefusedWithTheRemedy() throws IOException, InterruptedException {
        String refusal = "holds the image of a volume or of a disk, and no archive; write the image to a file, "
                + "uncompressed, and name that file";
        for (String packed : List.of("cat", "gzip")) {
            Command.shell(packed + " <first.raw | \"$1\" --tree -r - second.raw", Command.launcher("tfs-mkfs"))
                    .in(temp)
                    .run()
                    .failed(1, "tfs-mkfs: standard input: " + refusal);
        }
    }

    @Test
    void imageAttributesNeedAnImage() throws IOException, InterruptedException {
        mkfs("--image-attributes", "-r", "tree", "second.raw")
                .failed(
                        2,
                        "tfs-mkfs: --image-attributes is about a TFS image; name that with -r; try 'tfs-mkfs --help'");
    }
}
