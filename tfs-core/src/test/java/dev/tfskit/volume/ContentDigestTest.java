// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.value.Symbol;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Checksums of files, also of those whose holes would take years to read. */
class ContentDigestTest {

    private static RegularFile file(long length) throws IOException {
        Volume volume = HandMadeVolume.open("(children:(f:(filelength:" + length + ")))");
        return (RegularFile) volume.root().find(Symbol.of("f")).orElseThrow();
    }

    @Test
    void holesCountAsZeros() throws IOException {
        assertEquals(
                "66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925",
                new ContentDigest().sha256(file(32)));
    }

    @Test
    void refusesHolesThatTakeTooLong() throws IOException {
        ContentDigest digest = new ContentDigest();
        for (long length : new long[] {Long.MAX_VALUE, (1L << 44) + 1}) {
            assertEquals(
                    "a file of " + length + " bytes, where at most 16 TiB of holes are read for checksums",
                    assertThrows(TfsFormatException.class, () -> digest.sha256(file(length)))
                            .getMessage());
        }
    }
}
