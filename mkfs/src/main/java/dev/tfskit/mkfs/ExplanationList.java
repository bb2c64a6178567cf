// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tfskit.cli.Printable;
import dev.tfskit.cli.StandardOutput;
import dev.tfskit.program.ProgramImage.Explanation;
import java.io.IOException;
import java.util.List;

/**
 * The reasons for the entries in the image of a program.
 *
 * @param all the explanations in the order of the paths; empty without {@code --explain}
 */
record ExplanationList(List<Explanation> all) {

    /** Prints a line for each entry. */
    void print(StandardOutput output) throws IOException {
        for (Explanation explanation : all) {
            output.println(Printable.of(explanation.path().quoted()) + ": " + Printable.of(explanation.reason()));
        }
    }

    /** Writes an array of objects, with {@code --explain}. */
    void write(JsonGenerator json) throws IOException {
        if (all.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart("explanations");
        for (Explanation explanation : all) {
            json.writeStartObject();
            Report.writeBytes(json, "path", explanation.path().toText());
            json.writeStringField("reason", explanation.reason());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
