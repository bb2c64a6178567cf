// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.tfskit.cli.Printable;
import dev.tfskit.cli.StandardOutput;
import dev.tfskit.image.ImageBuilder;
import dev.tfskit.message.Messages;
import dev.tfskit.value.ByteString;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The summary of a finished image.
 *
 * @param options the options of the command line
 * @param summary the summary of the root volume
 * @param explanations the reasons for the entries in the image
 * @param imageBytes the size of the image
 * @param sha256 the checksum of the image as hexadecimal digits, if the image is reproducible
 * @param nanoseconds the time that making the image took, in nanoseconds
 */
record Report(
        MkfsOptions options,
        ImageBuilder.Summary summary,
        ExplanationList explanations,
        long imageBytes,
        Optional<String> sha256,
        long nanoseconds) {

    private static final double NANOS_A_SECOND = TimeUnit.SECONDS.toNanos(1);

    void print(StandardOutput output) throws IOException {
        switch (options.result().report()) {
            case NOTHING -> {}
            case SUMMARY, ENTRIES -> {
                explanations.print(output);
                output.println(line());
                if (sha256.isPresent()) {
                    output.println(sha256.get() + "  " + Printable.of(options.image()));
                }
            }
            case JSON -> printJson(output);
        }
    }

    /** Returns the summary in words. */
    String line() {
        boolean isExact = options.result().report() == ResultOptions.Report.ENTRIES;
        String holes = summary.holeBytes() == 0 ? "" : " with " + size(summary.holeBytes(), isExact) + " in holes";
        return Messages.of(summary.entries(), "entry", "entries") + ", " + size(summary.fileBytes(), isExact) + holes
                + ", image of " + size(imageBytes, isExact) + " with " + size(summary.freeBytes(), isExact) + " free, "
                + Messages.seconds(nanoseconds);
    }

    private static String size(long bytes, boolean isExact) {
        return isExact ? Messages.bytes(bytes) : Messages.size(bytes);
    }

    private void printJson(StandardOutput output) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("image", options.image());
            writeBytes(json, "label", summary.identity().label().text());
            json.writeStringField("uuid", summary.identity().uuid().toString());
            json.writeNumberField("entries", summary.entries());
            json.writeNumberField("file_bytes", summary.fileBytes());
            json.writeNumberField("hole_bytes", summary.holeBytes());
            json.writeNumberField("image_bytes", imageBytes);
            json.writeNumberField("free_bytes", summary.freeBytes());
            if (sha256.isPresent()) {
                json.writeStringField("sha256", sha256.get());
            }
            json.writeNumberField("seconds", nanoseconds / NANOS_A_SECOND);
            explanations.write(json);
            json.writeEndObject();
        }
        output.println(text.toString());
    }

    /** Writes bytes in readable form, and exactly under a second name when the two differ (docs/json.md). */
    static void writeBytes(JsonGenerator json, String name, ByteString bytes) throws IOException {
        json.writeStringField(name, bytes.decode());
        if (!bytes.quoted().equals(bytes.decode())) {
            json.writeStringField(name + "_base64", Base64.getEncoder().encodeToString(bytes.toByteArray()));
        }
    }
}
