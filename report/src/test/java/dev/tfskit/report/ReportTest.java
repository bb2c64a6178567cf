// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.report;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.device.filter.FilterDevice;
import dev.tfskit.io.IoRunnable;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.value.Symbol;
import dev.tfskit.volume.Volume;
import dev.tfskit.volume.WritableVolume;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page of a volume that a program writes meanwhile. */
class ReportTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochSecond(1_700_000_000));

    private final MemoryDevice device = new MemoryDevice(new byte[16 << 20]);

    /** Something happens when the log is read from its start once more. */
    private static final class WrittenDevice extends FilterDevice<BlockDevice> {

        private final int reading;
        private final IoRunnable event;
        private int starts;

        WrittenDevice(BlockDevice device, int reading, IoRunnable event) {
            super(device);
            this.reading = reading;
            this.event = event;
        }

        @Override
        public void read(long offset, ByteBuffer target) throws IOException {
            if (offset == 0 && ++starts == reading) {
                event.run();
            }
            super.read(offset, target);
        }
    }

    /** The log is read for the tree, for the history, and for the entries in effect. */
    @ParameterizedTest
    @CsvSource({"2, 1", "2, 1000", "3, 1", "3, 1000"})
    void pageEndsAtTheRecordWhereTheTreeWasRead(int reading, int files) throws IOException {
        try (WritableVolume volume = Volume.format(device, new Identity(new UUID(1, 2), Label.of("live")), CLOCK)) {
            volume.root().createDirectory(Symbol.of("first"));
            volume.commit();
            boolean[] isWritten = new boolean[1];
            BlockDevice written = new WrittenDevice(device, reading, () -> {
                isWritten[0] = true;
                for (int i = 0; i < files; i++) {
                    volume.root().createFile(Symbol.of("later" + i));
                }
                volume.commit();
            });
            ByteArrayOutputStream page = new ByteArrayOutputStream();
            new Report("live.raw", written, Report.USUAL_ENTRIES).writeTo(page);
            assertTrue(isWritten[0]);
            assertTrue(page.size() > 0);
        }
    }
}
