// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.compare.Comparison;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.error.NoSpaceException;
import dev.tfskit.image.rebuild.Salvage;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.source.Notice;
import dev.tfskit.source.tfs.VolumeSource;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.walk.TextCopies;
import dev.tfskit.volume.ReferencedText;
import dev.tfskit.volume.UpdatedVolume;
import dev.tfskit.volume.Volume;
import dev.tfskit.volume.WritableVolume;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A log of a megabyte that refers to one text many times makes no image and no log of many megabytes. */
class ReferencedTextsTest {

    private static final int FILES = 30;
    private static final int TEXT_BYTES = 1_000_000;
    private static final long FILES_THAT_FIT = TextCopies.MOST_BYTES / TEXT_BYTES;
    /** Enough for a log with a copy for each file. */
    private static final int BLOCKS = 100_000;

    private static final String REASON = "it refers to texts that the log holds once, and copies of all such texts "
            + "would take more than 16.0 MB";

    private static MemoryDevice copy(MemoryDevice image, List<Notice> notices) throws IOException {
        MemoryDevice target = new MemoryDevice();
        new ImageBuilder(new Identity(new UUID(1, 2), Label.of("")), notices::add)
                .build(() -> target, List.of(new VolumeSource(Volume.open(image), notices::add)));
        return target;
    }

    private static void assertLost(List<Notice> notices) {
        assertEquals(FILES - FILES_THAT_FIT, notices.size());
        notices.forEach(notice -> assertEquals(REASON, notice.text()));
    }

    @Test
    void copyOfAnImageLeavesOutEntriesWhoseTextsAreTooManyCopies() throws IOException {
        List<Notice> notices = new ArrayList<>();
        MemoryDevice copy = copy(ReferencedText.inFiles(FILES, TEXT_BYTES, BLOCKS), notices);
        assertLost(notices);
        assertTrue(copy.size() < TextCopies.MOST_BYTES + (4 << 20), copy.size() + " bytes");
        assertEquals(FILES_THAT_FIT, Volume.open(copy).root().entries().size());
    }

    @Test
    void salvageLeavesThemOut() throws IOException {
        List<Notice> notices = new ArrayList<>();
        MemoryDevice saved = new MemoryDevice();
        new Salvage(ReferencedText.inFiles(FILES, TEXT_BYTES, BLOCKS), notices::add).into(saved);
        assertLost(notices);
        assertTrue(saved.size() < TextCopies.MOST_BYTES + (4 << 20), saved.size() + " bytes");
    }

    @Test
    void fewReferencesAreCopied() throws IOException {
        MemoryDevice image = ReferencedText.inFiles((int) FILES_THAT_FIT, TEXT_BYTES, BLOCKS);
        MemoryDevice copy = copy(image, new ArrayList<>());
        assertFalse(new Comparison(Volume.open(image), Volume.open(copy)).hasNext());
        List<Notice> notices = new ArrayList<>();
        assertFalse(new Comparison(Volume.open(copy), Volume.open(copy(copy, notices))).hasNext());
        assertEquals(List.of(), notices);
    }

    @Test
    void compactionThatWouldMakeCopiesIsGivenUp() throws IOException {
        MemoryDevice image = ReferencedText.inFiles(FILES, TEXT_BYTES, BLOCKS);
        try (WritableVolume volume = Volume.openForWriting(image, InstantSource.system())) {
            assertFalse(volume.compact());
            volume.root().createFile(Symbol.of("new"));
            volume.commit();
        }
        assertEquals(FILES + 1, Volume.open(image).root().entries().size());
        try (UpdatedVolume volume = Volume.openForUpdate(image)) {
            volume.rewriteLog();
            NoSpaceException refusal = assertThrows(NoSpaceException.class, volume::commit);
            assertEquals(
                    "the log cannot be written anew: it refers to texts that it holds once, and copies of them would "
                            + "take more than 16.0 MB",
                    refusal.getReason());
        }
        assertEquals(FILES + 1, Volume.open(image).root().entries().size());
    }

    @Test
    void compactionCopiesFewReferences() throws IOException {
        MemoryDevice image = ReferencedText.inFiles((int) FILES_THAT_FIT, TEXT_BYTES, BLOCKS);
        try (WritableVolume volume = Volume.openForWriting(image, InstantSource.system())) {
            assertTrue(volume.compact());
        }
        assertFalse(new Comparison(volumeOfFewReferences(), Volume.open(image)).hasNext());
    }

    private static Volume volumeOfFewReferences() throws IOException {
        return Volume.open(ReferencedText.inFiles((int) FILES_THAT_FIT, TEXT_BYTES, BLOCKS));
    }
}
