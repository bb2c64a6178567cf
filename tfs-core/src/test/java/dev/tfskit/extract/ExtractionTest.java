// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.extract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.volume.EntryProblem;
import dev.tfskit.volume.HandMadeVolume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The target directory and the summary of an extraction; {@link ExtractionContract} tests the extracted tree. */
class ExtractionTest {

    @TempDir
    private Path outside;

    private final List<EntryProblem> problems = new ArrayList<>();

    private Extraction extraction(String children) throws IOException {
        return new Extraction(HandMadeVolume.open("(children:(" + children + "))"), problems::add, _ -> {});
    }

    @Test
    void missingTargetDirectoryIsCreated() throws IOException {
        extraction("d:(children:())").into(outside.resolve("new"));
        assertTrue(Files.isDirectory(outside.resolve("new/d")));
    }

    @Test
    void existingTargetDirectoryIsUsed() throws IOException {
        Files.createDirectory(outside.resolve("old"));
        Files.createSymbolicLink(outside.resolve("link"), Path.of("old"));
        extraction("d:(children:())").into(outside.resolve("link"));
        assertTrue(Files.isDirectory(outside.resolve("old/d")));
    }

    @Test
    void onlyTheLastDirectoryIsMade() throws IOException {
        Extraction extraction = extraction("");
        assertThrows(NoSuchFileException.class, () -> extraction.into(outside.resolve("missing/new")));
    }

    @Test
    void refusesFileAsTargetDirectory() throws IOException {
        Files.writeString(outside.resolve("file"), "mine");
        Extraction extraction = extraction("");
        assertThrows(NotDirectoryException.class, () -> extraction.into(outside.resolve("file")));
        assertEquals("mine", Files.readString(outside.resolve("file")));
    }

    @Test
    void summaryCountsExtractedEntriesAndBytes() throws IOException {
        Extraction.Summary summary = extraction(
                        "d:(children:(f:(filelength:10))) g:(filelength:20) l:(linktarget:x)" + " s:(socket:x) bad:x")
                .into(outside.resolve("new"));
        assertEquals(new Extraction.Summary(5, 30), summary);
        assertEquals(
                List.of("/bad"),
                problems.stream().map(problem -> problem.path().toString()).toList());
    }
}
