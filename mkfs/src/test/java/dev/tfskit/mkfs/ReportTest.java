// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "demo | {\"label\":\"demo\"}",
                "two words | {\"label\":\"two words\"}",
                "\"quoted\" | {\"label\":\"\\\"quoted\\\"\"}",
                "back\\slash | {\"label\":\"back\\\\slash\"}",
                // Bytes that are no UTF-8, and a character that can drive a terminal.
                "a\u00ff | {\"label\":\"a\ufffd\",\"label_base64\":\"Yf8=\"}",
                "a\u001bc | {\"label\":\"a\\u001Bc\",\"label_base64\":\"YRtj\"}"
            })
    void bytesAreReadableAndWhereNeededExact(String label, String json) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = new JsonFactory().createGenerator(text)) {
            generator.writeStartObject();
            Report.writeBytes(generator, "label", Text.wrap(label.getBytes(StandardCharsets.ISO_8859_1)));
            generator.writeEndObject();
        }
        assertEquals(json, text.toString());
    }
}
