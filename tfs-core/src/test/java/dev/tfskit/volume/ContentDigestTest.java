// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.value.Symbol;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Checksums of files, also of those whose holes would take years to read. */
class ContentDigestTest {

    private static final long HOLE_BYTES = 1L << 44;

    private static RegularFile file(String attributes) throws IOException {
        Volume volume = HandMadeVolume.open("(children:(f:(" + attributes + ")))");
        return (RegularFile) volume.root().find(Symbol.of("f")).orElseThrow();
    }

    private static void assertRefuses(ContentDigest digest, RegularFile file) {
        assertEquals(
                "its checksum is left out, because this file and those before it have more than 16 TiB of holes, or "
                        + "share blocks",
                assertThrows(TfsFormatException.class, () -> digest.sha256(file))
                        .getMessage());
    }

    @Test
    void holesCountAsZeros() throws IOException {
        assertEquals(
                "66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925",
                new ContentDigest().sha256(file("filelength:32")));
    }

    @Test
    void refusesHolesThatTakeTooLong() throws IOException {
        ContentDigest digest = new ContentDigest();
        for (long length : new long[] {Long.MAX_VALUE, 2 * HOLE_BYTES}) {
            assertRefuses(digest, file("filelength:" + length));
        }
        digest.sha256(file("filelength:32"));
    }

    /** The volume has fewer than 200 blocks. A digest that reads them all would take hours. */
    @Test
    @Timeout(60)
    void blocksThatAreReadTwiceAreNoHoles() throws IOException {
        long length = HOLE_BYTES + 2 * 200 * BlockDevice.BLOCK_BYTES;
        String blocks = ":(offset:65 length:100 allocated:100)";
        assertRefuses(
                new ContentDigest(),
                file("extents:(0" + blocks + " 100" + blocks + " 200" + blocks + " 300" + blocks + " 400" + blocks
                        + ") filelength:" + length));
    }
}
