// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import dev.tfskit.HostTrees;
import dev.tfskit.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Manifests that tfs-dump prints, and the images that they make. */
class ManifestIT {

    @TempDir
    private Path temp;

    private Path tree() {
        return temp.resolve("tree");
    }

    private Path image() {
        return temp.resolve("disk.raw");
    }

    /** Makes an image of the tree, and of its manifest and what was extracted another one; they must not differ. */
    private void assertComesBack() throws IOException, InterruptedException {
        InProcess.mkfs("-r", tree(), "-t", "(arguments:[ls \"a b\" \"\"] environment:(A:b))", image())
                .ok();
        Result extracting = InProcess.dump("--manifest", "-d", temp.resolve("out"), temp.resolve("disk.raw"));
        extracting.ok();
        build(extracting.outputBytes(), "again.raw");
        assertEquals(
                "",
                InProcess.dump("--diff", temp.resolve("again.raw"), temp.resolve("disk.raw"))
                        .ok()
                        .output());
        Result printing = InProcess.dump("--manifest", temp.resolve("disk.raw"));
        printing.ok();
        build(printing.outputBytes(), "more.raw", "-r", tree());
        assertEquals(
                "",
                InProcess.dump("--diff", temp.resolve("more.raw"), temp.resolve("disk.raw"))
                        .ok()
                        .output());
    }

    private void build(byte[] manifest, String image, Object... options) throws IOException, InterruptedException {
        Files.write(temp.resolve("manifest"), manifest);
        Command.mkfs("-m", "manifest", image).with(options).in(temp).run().ok();
    }

    @Test
    void debianRootTreeComesBackFromManifest() throws IOException, InterruptedException {
        HostTrees.makeArm64(tree());
        assertComesBack();
    }

    @Test
    void nastyTreeIsRestored() throws IOException, InterruptedException {
        HostTrees.makeNasty(tree());
        // The one name that no manifest has.
        Files.delete(tree().resolve("names/contents"));
        assertComesBack();
    }

    @Test
    void manifestIsReadable() throws IOException, InterruptedException {
        Files.createDirectories(tree().resolve("etc"));
        Files.writeString(tree().resolve("etc/a file"), "x");
        Files.createSymbolicLink(tree().resolve("link"), Path.of("etc/a file"));
        Command.shell("chown -hR \"$(id -u):$(id -g)\" .; touch -h -d @1 etc link 'etc/a file' .; chmod 755 . "
                        + "etc; chmod 600 'etc/a file'")
                .in(tree())
                .run()
                .ok();
        InProcess.mkfs("-r", tree(), "-t", "(trace:t)", image()).ok();
        String manifest =
                InProcess.dump("--manifest", image()).ok().output().replaceAll(" posix.perm:\"0[57][0-9 ]+\"", "");
        String expected = """
                (
                 mtime:4294967296
                 trace:t
                 children:(
                  etc:(mtime:4294967296 children:(
                    "a file":(contents:(host:"/etc/a file") mtime:4294967296 posix.perm:"0600 UID GID")))
                  link:(linktarget:"etc/a file" mtime:4294967296)))
                """;
        assertEquals(
                expected,
                manifest.replaceAll("0600 [0-9]+ [0-9]+", "0600 UID GID").replaceAll("\n posix.perm:[^\n]*", ""));
    }

    @Test
    void commentsNameTimesAndChecksumsOfFiles() throws IOException, InterruptedException {
        Files.createDirectories(tree());
        Files.writeString(tree().resolve("greeting"), "hello\n");
        Command.shell("touch -d @1767268800 greeting .").in(tree()).run().ok();
        InProcess.mkfs("-r", tree(), image()).ok();
        String manifest =
                InProcess.dump("--manifest", "--annotate", image()).ok().output();
        assertEquals(
                List.of(
                        " # mtime=2026-01-01T12:00:00Z",
                        "  # mtime=2026-01-01T12:00:00Z sha256="
                                + "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"),
                manifest.lines().filter(line -> line.contains("#")).toList());
        assertEquals(2, InProcess.dump("-t", "--annotate", image()).exitCode(), "tree has no comments");
    }

    /** At the path of an entry that was not extracted, the host may have a file with other bytes. */
    @Test
    void manifestLacksEntriesThatWereNotExtracted() throws IOException, InterruptedException {
        Files.createDirectories(tree().resolve("below"));
        Files.writeString(tree().resolve("first"), "x");
        Files.createLink(tree().resolve("second"), tree().resolve("first"));
        Files.writeString(tree().resolve("below/file"), "x");
        InProcess.mkfs("-r", tree(), image()).ok();
        Path out = Files.createDirectory(temp.resolve("kept"));
        Files.writeString(out.resolve("first"), "mine");
        Files.writeString(out.resolve("below"), "mine");
        Result result = InProcess.dump("--manifest", "-d", out, image());
        assertEquals(1, result.exitCode());
        assertEquals(
                List.of(
                        "tfs-dump: /below: exists on the host and is not a directory; it was kept",
                        "tfs-dump: /first: exists on the host already; it was kept"),
                result.errors().lines().toList());
        assertTrue(result.output().contains("second:(contents:(host:" + out + "/second)"), result.output());
        assertFalse(result.output().contains("first"), result.output());
        assertFalse(result.output().contains("below"), result.output());
    }

    @Test
    void inexpressibleAttributesAreNamedAndTheExitCodeIsOne() throws IOException, InterruptedException {
        Files.createDirectories(tree());
        Files.writeString(tree().resolve("contents"), "x");
        InProcess.mkfs("-r", tree(), image()).ok();
        Result result = InProcess.dump("--manifest", image());
        assertEquals(1, result.exitCode());
        assertEquals(
                "tfs-dump: /contents: an entry named contents cannot be expressed in a manifest; it is left out\n",
                result.errors());
        assertTrue(
                new String(result.outputBytes(), StandardCharsets.UTF_8).endsWith("children:())\n"), result.output());
    }
}
