// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceNumberTest {

    /** The numbers are those of {@code makedev} of glibc. */
    @ParameterizedTest
    @CsvSource({
        "0x801, 8:1",
        "0x10300, 259:0",
        "0x1003ff, 3:511",
        "0x123456789abcdef0, 305421534:1737075696",
        "0x35, 0:53"
    })
    void bothNumbersComeOut(String device, String expected) {
        assertEquals(expected, DeviceNumber.of(Long.decode(device)).toString());
    }
}
