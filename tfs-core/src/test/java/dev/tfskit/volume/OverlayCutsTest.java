// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Seeds;
import dev.tfskit.check.Checks;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.Sampling;
import dev.tfskit.device.SparseDevice;
import dev.tfskit.device.SparseImage;
import dev.tfskit.device.overlay.OverlayCommit;
import dev.tfskit.device.overlay.OverlayDevice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The power is cut while a volume is changed in an overlay: each overlay file shows a tree that was committed. */
class OverlayCutsTest {

    private static final int BYTES = 4 << 20;
    private static final int STEPS = 60;
    private static final byte[] FINGERPRINT = new byte[32];

    private static BlockDevice overlay(SparseImage image, BlockDevice file) {
        try {
            return OverlayDevice.open(new SparseDevice(image), file, FINGERPRINT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SparseImage newOverlay() throws IOException {
        SparseDevice file = new SparseDevice(SparseImage.zeros(0));
        OverlayDevice.create(file, BYTES, FINGERPRINT);
        return file.image();
    }

    private static byte[] bytes(SparseImage image) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        new SparseDevice(image).read(0, bytes);
        return bytes.array();
    }

    @Test
    void everyDiskShowsWhatWasCommitted() throws Exception {
        Seeds.repeat(3, random -> {
            SparseImage image = Story.empty(BYTES);
            Story story = Story.in(newOverlay(), file -> overlay(image, file));
            new RandomSteps(story, story.journal(), random, 5000).take(STEPS);
            story.commit();
            assertTrue(story.check(new Sampling(1 << 6, 40, random.nextLong())) > 2);
        });
    }

    @Test
    void committedOverlayGivesImageTheTreeOfTheOverlay() throws IOException {
        SparseImage image = Story.empty(BYTES);
        byte[] before = bytes(image);
        Story story = Story.in(newOverlay(), file -> overlay(image, file));
        new RandomSteps(story, story.journal(), new Random(1), 5000).take(STEPS);
        story.commit();
        assertArrayEquals(before, bytes(image));
        SparseDevice target = new SparseDevice(image);
        SparseDevice file = new SparseDevice(story.device().image());
        OverlayCommit.run(target, file, FINGERPRINT);
        Checks.assertSound(target);
        assertEquals(
                TreeText.of(story.volume().root()).text(),
                TreeText.of(Volume.open(target).root()).text());
    }
}
