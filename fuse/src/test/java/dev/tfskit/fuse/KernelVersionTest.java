// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The versions of the Linux kernel, and what each can do. */
class KernelVersionTest {

    @ParameterizedTest
    @CsvSource({
        "5.4.0-216-generic, false",
        "4.18.0-553.el8_10.x86_64, false",
        "5.7.19, false",
        "5.8.0, true",
        "5.15.167.4-microsoft-standard-WSL2, true",
        "6.18.0, true",
        "7.0-rc1, true",
        "unknown, true"
    })
    void closePassesBytesOnFrom5Point8(String version, boolean expected) {
        assertEquals(expected, KernelVersion.of(version).flushesOnClose());
    }

    @ParameterizedTest
    @CsvSource({"5.15.0, false", "6.15.11, false", "6.16.0, true", "6.18.44, true", "7.0-rc1, true", "unknown, true"})
    void contentsAreWrittenWhenPassedOnFrom6Point16(String version, boolean expected) {
        assertEquals(expected, KernelVersion.of(version).waitsForWrites());
    }
}
