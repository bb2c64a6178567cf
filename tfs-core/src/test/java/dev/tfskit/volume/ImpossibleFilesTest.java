// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tfskit.device.MemoryDevice;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.value.Symbol;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that reach, or would reach after a write, beyond the largest position. */
class ImpossibleFilesTest {

    private static RegularFile file(Volume volume) throws IOException {
        return (RegularFile) volume.root().find(Symbol.of("a")).orElseThrow();
    }

    private static MemoryDevice device(String file) throws IOException {
        return HandMadeVolume.device(HandMadeVolume.tuple("(children:(a:" + file + "))"), 100);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(extents:() filelength:9223372036854775807)",
                "(extents:() filelength:9223372036854775297)",
                "(extents:(18014398509481983:(offset:65 length:1 allocated:1)) filelength:5)",
                "(extents:(18014398509481980:(offset:65 length:9 allocated:9)) filelength:5)"
            })
    void impossibleFilesAreNotOpenedForWriting(String file) throws IOException {
        try (WritableVolume volume = Volume.openForWriting(device(file), new StepClock())) {
            assertThrows(TfsFormatException.class, () -> file(volume).open());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(extents:() filelength:9223372036854775296)",
                "(extents:(18014398509481982:(offset:65 length:1 allocated:1)) filelength:9223372036854775296)"
            })
    void lastPossibleBlockIsReadAndWritten(String file) throws IOException {
        try (WritableVolume volume = Volume.openForWriting(device(file), new StepClock());
                OpenFile open = file(volume).open()) {
            assertEquals(1, open.write(open.length() - 1, ByteBuffer.allocate(1)));
            assertEquals(300, open.read(open.length() - 300, ByteBuffer.allocate(1000)));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(extents:() filelength:9223372036854775807)",
                "(extents:(18014398509481982:(offset:65 length:9 allocated:9)) filelength:9223372036854775807)"
            })
    void readingThemEnds(String file) throws IOException {
        try (Volume volume = Volume.open(device(file))) {
            ByteBuffer target = ByteBuffer.allocate(1000);
            assertEquals(307, file(volume).read(Long.MAX_VALUE - 307, target));
        }
    }
}
