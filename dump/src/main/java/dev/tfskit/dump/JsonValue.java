// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tfskit.schema.Attributes;
import dev.tfskit.value.Composite;
import dev.tfskit.value.Flag;
import dev.tfskit.value.Int;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.value.VectorValue;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.Iterator;

/** Writes a value of an image as JSON (docs/json.md), of any depth. Not thread-safe. */
final class JsonValue {

    private final JsonGenerator json;
    private final RepeatedValues repeated;
    private final Deque<Level> levels = new ArrayDeque<>();

    private record Level(Composite composite, Iterator<?> members) {}

    /**
     * Creates a writer of one value.
     *
     * @param repeated limits how much of the values before this one is written again
     */
    JsonValue(JsonGenerator json, RepeatedValues repeated) {
        this.json = json;
        this.repeated = repeated;
    }

    void write(Value value) throws IOException {
        repeated.begin();
        begin(value);
        while (!levels.isEmpty()) {
            Level level = levels.peek();
            if (!level.members.hasNext()) {
                levels.pop();
                if (level.composite instanceof Tuple) {
                    json.writeEndObject();
                } else {
                    json.writeEndArray();
                }
            } else {
                switch (level.members.next()) {
                    case Tuple.Attribute attribute -> writeAttribute(attribute);
                    case Value element -> begin(element);
                    default -> throw new IllegalStateException("neither an attribute nor an element");
                }
            }
        }
    }

    private void writeAttribute(Tuple.Attribute attribute) throws IOException {
        if (attribute.name().equals(Attributes.PARENT)) {
            return;
        }
        json.writeFieldName(JsonName.of(attribute.name()));
        begin(attribute.value());
    }

    private void begin(Value value) throws IOException {
        switch (value) {
            case Text text -> writeText(text);
            case Int number -> json.writeString(number.toString());
            case Flag _ -> json.writeNull();
            case Composite composite when !repeated.allow(composite) -> writeVisited();
            case Tuple tuple -> {
                json.writeStartObject();
                levels.push(new Level(tuple, tuple.sorted().iterator()));
            }
            case VectorValue vector -> {
                json.writeStartArray();
                levels.push(new Level(vector, vector.elements().iterator()));
            }
        }
    }

    private void writeText(Text text) throws IOException {
        if (text.isUtf8()) {
            json.writeString(text.decode());
        } else {
            json.writeStartObject();
            json.writeStringField("base64", Base64.getEncoder().encodeToString(text.toByteArray()));
            json.writeEndObject();
        }
    }

    /** Marks a value that was written before, such as the second name of a hard link. */
    private void writeVisited() throws IOException {
        json.writeStartObject();
        json.writeBooleanField("visited", true);
        json.writeEndObject();
    }
}
