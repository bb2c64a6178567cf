// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that stand for a standard stream. */
class StandardStreamTest {

    @ParameterizedTest
    @EnumSource
    void dashNamesBothStreams(StandardStream stream) {
        assertTrue(stream.isNamedBy("-"));
    }

    /** The JDK makes no path with half a character, as it makes none with a name such as {@code oci:x} on Windows. */
    @ParameterizedTest
    @ValueSource(strings = {"", "file", "no\0path", "no\ud800path"})
    void otherNamesAndImpossiblePathsNameNone(String name) {
        assertFalse(StandardStream.INPUT.isNamedBy(name));
        assertFalse(StandardStream.OUTPUT.isNamedBy(name));
    }
}
