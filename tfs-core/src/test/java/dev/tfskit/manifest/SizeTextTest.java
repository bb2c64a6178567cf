// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SizeTextTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 1",
        "512, 512",
        "007, 7",
        "010, 8",
        "020000000, 4194304",
        "0x600000, 6291456",
        "0XfF, 255",
        "0x10K, 16384",
        "0x10B, 267",
        "010k, 8192",
        "+1, 1",
        "1B, 1",
        "512 B, 512",
        "12KB, 12288",
        "12kb, 12288",
        "12KiB, 12288",
        "1 K, 1024",
        "2GB, 2147483648",
        "1.5G, 1610612736",
        "1.5 GiB, 1610612736",
        "0.5T, 549755813888",
        "0.001K, 2",
        "1.0K, 1024",
        "1K, 1024",
        "1k, 1024",
        "64M, 67108864",
        "2g, 2147483648",
        "1T, 1099511627776",
        "0T, 0",
        "4611686018427387904, 4611686018427387904",
        "4194304T, 4611686018427387904",
    })
    void unitsArePowersOf1024(String text, long bytes) {
        assertEquals(OptionalLong.of(bytes), SizeText.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "K",
                "12X",
                "12KX",
                "12iB",
                "1.5",
                "1.5B",
                ".5G",
                "1.G",
                "1,5G",
                "0x1.8G",
                "-1",
                "+-1",
                " 1",
                "1 ",
                "1  K",
                "08",
                "09K",
                "0x",
                "1e3",
                "4194304.1T",
                "٣",
                "KK",
                // One more than is allowed, and around the ends of 63 and 64 bits.
                "4611686018427387905",
                "4194305T",
                "9223372036854775807",
                "9223372036854775808",
                "18446744073709551616",
                "8388608T",
            })
    void anythingElseIsNoSize(String text) {
        assertEquals(OptionalLong.empty(), SizeText.parse(text));
    }
}
