package dev.tfskit.mkfs;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.tfskit.Plural;
import dev.tfskit.cli.StandardOutput;
import dev.tfskit.image.ImageBuilder;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * What is told of a finished image.
 *
 * @param options of the command line
 * @param summary of the root volume
 * @param imageBytes the size of the image
 * @param nanoseconds that making it took
 */
record Report(MkfsOptions options, ImageBuilder.Summary summary, long imageBytes, long nanoseconds) {

    private static final double NANOS_A_SECOND = TimeUnit.SECONDS.toNanos(1);

    void print(final StandardOutput output) throws IOException {
        switch (options.result().report()) {
            case NOTHING -> { }
            case SUMMARY, ENTRIES -> output.println(line());
            case JSON -> printJson(output);
        }
    }

    /** In words. */
    String line() {
        // Not ROOT: of that the JDK has to look up the digits, which takes longer than a small image.
        return String.format(Locale.US, "%s, %s, image of %d bytes, %.2f s", Plural.of(summary.entries(), "entry", "entries"),
                Plural.bytes(summary.fileBytes()), imageBytes, nanoseconds / NANOS_A_SECOND);
    }

    private void printJson(final StandardOutput output) throws IOException {
        final StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("image", options.image());
            json.writeStringField("label", options.result().label().toString());
            json.writeStringField("uuid", summary.uuid().toString());
            json.writeNumberField("entries", summary.entries());
            json.writeNumberField("file_bytes", summary.fileBytes());
            json.writeNumberField("image_bytes", imageBytes);
            json.writeNumberField("seconds", nanoseconds / NANOS_A_SECOND);
            json.writeEndObject();
        }
        output.println(text.toString());
    }
}
