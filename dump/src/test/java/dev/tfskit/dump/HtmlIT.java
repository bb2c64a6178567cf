// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import dev.tfskit.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How {@code tfs-dump --html} writes its file, and what it refuses. */
class HtmlIT {

    @TempDir
    private Path temp;

    private Path image;
    private Path page;

    @BeforeEach
    void makeImage() throws IOException, InterruptedException {
        Path source = Files.createDirectory(temp.resolve("source"));
        Files.writeString(source.resolve("file"), "content");
        image = temp.resolve("disk.raw");
        page = temp.resolve("page.html");
        Command.mkfs("-r", source, image).run().ok();
    }

    @Test
    void sameImageGivesSamePage() throws IOException, InterruptedException {
        Result result = Command.dump("--html", page, image).run().ok();
        assertTrue(result.output().startsWith(page + ": a page of "), result.output());
        Command.shell("\"$1\" --html - \"$2\" | cmp - \"$3\"", Command.launcher("tfs-dump"), image, page)
                .run()
                .ok();
    }

    @Test
    void oldPageIsKeptWhenTheImageIsDamaged() throws IOException, InterruptedException {
        Files.writeString(page, "kept");
        Path damaged = Files.writeString(temp.resolve("damaged.raw"), "no image");
        assertEquals(1, Command.dump("--html", page, damaged).run().exitCode());
        assertEquals("kept", Files.readString(page));
    }

    @Test
    void comparisonHasUsualExitCodes() throws IOException, InterruptedException {
        Path other = temp.resolve("other.raw");
        Command.mkfs("-e", other).run().ok();
        Command.dump("--html", page, "--diff", other, image).run().ok();
        assertTrue(Files.size(page) > 0);
        assertEquals(
                1,
                Command.dump("--html", page, "--diff", temp.resolve("none.raw"), image)
                        .run()
                        .exitCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--json", "--at=0", "--tree", "--overwrite", "--depth=1"})
    void otherViewsAndDetailsAreRefused(String option) throws IOException, InterruptedException {
        Result result = Command.dump("--html", page, option, image).run();
        assertEquals(2, result.exitCode(), result.errors());
        assertEquals(List.of(), Files.exists(page) ? List.of(page) : List.of());
    }

    @Test
    void imageItselfIsNoTarget() throws IOException, InterruptedException {
        byte[] before = Files.readAllBytes(image);
        Result result = Command.dump("--html", image, image).run();
        assertEquals(2, result.exitCode());
        assertTrue(result.errors().contains("--html names the image itself"), result.errors());
        assertEquals(-1, java.util.Arrays.mismatch(before, Files.readAllBytes(image)));
    }
}
