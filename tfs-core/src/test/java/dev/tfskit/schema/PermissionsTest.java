// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tfskit.value.Text;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PermissionsTest {

    @ParameterizedTest
    @CsvSource({
        "0644 0 0, 420, 0, 0",
        "0000 0 0, 0, 0, 0",
        "7777 1000 1001, 4095, 1000, 1001",
        "0755 4294967295 4294967295, 493, 4294967295, 4294967295"
    })
    void textIsParsedAndWrittenAgain(String text, int mode, long uid, long gid) {
        Permissions permissions = new Permissions(mode, uid, gid);
        assertEquals(Text.of(text), permissions.toText());
        assertEquals(Optional.of(permissions), Permissions.parse(Text.of(text)));
    }

    @ParameterizedTest
    @CsvSource({"7 0 0, 7", "000644 0 0, 420", "644 00 0000000000, 420"})
    void otherFormsAreUnderstood(String text, int mode) {
        assertEquals(Optional.of(new Permissions(mode, 0, 0)), Permissions.parse(Text.of(text)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0644",
                "0644 0",
                "0644 0 0 0",
                "0648 0 0",
                "10000 0 0",
                "0644 -1 0",
                "0644 0 4294967296",
                "0644 9999999999 0",
                "0644 99999999999999999999 0",
                "0644  0 0",
                " 0644 0 0",
                "0644 0 0\n",
                "rw-r--r-- 0 0",
                "0000644 0 0"
            })
    void refusesTextOfAnotherForm(String text) {
        assertEquals(Optional.empty(), Permissions.parse(Text.of(text)));
    }

    @ParameterizedTest
    @CsvSource({"4096, 0, 0", "-1, 0, 0", "0, -1, 0", "0, 0, -1", "0, 4294967296, 0", "0, 0, 4294967296"})
    void hasNumbersInRange(int mode, long uid, long gid) {
        assertThrows(IllegalArgumentException.class, () -> new Permissions(mode, uid, gid));
    }
}
