// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GoldenVolumesTest {

    static List<String> names() throws IOException {
        return GoldenVolumes.names();
    }

    @Test
    void allGoldenVolumesExist() throws IOException {
        assertEquals(14, names().size());
    }

    @ParameterizedTest
    @MethodSource("names")
    void readsTheContentThatItsWriterListed(String name) throws IOException {
        JsonNode expected = GoldenVolumes.expected(name);
        ((ObjectNode) expected).remove("producer");
        try (Volume volume = Volume.open(GoldenVolumes.open(name))) {
            JsonNode actual = new VolumeDescription(volume).describe();
            for (int i = 0;
                    i < expected.get("entries").size()
                            && i < actual.get("entries").size();
                    i++) {
                assertEquals(
                        expected.get("entries").get(i), actual.get("entries").get(i));
            }
            assertEquals(expected, actual);
        }
    }
}
