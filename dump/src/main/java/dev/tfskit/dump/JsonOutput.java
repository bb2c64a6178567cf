// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.StreamWriteFeature;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.Extent;
import dev.tfskit.value.ByteString;
import dev.tfskit.value.Composite;
import dev.tfskit.value.Flag;
import dev.tfskit.value.Int;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.value.VectorValue;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Set;

/**
 * Writes JSON as docs/json.md describes it, as it comes, holding nothing back. Bytes that are no printable UTF-8 are
 * given twice: readable, and exactly, as base64.
 */
final class JsonOutput implements Closeable {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            // Values nest as deep as an image wants them to.
            .streamWriteConstraints(StreamWriteConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .build())
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            // Brackets that nobody closed would make a document that ended early look like a whole one.
            .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
            .build();

    private static final int LENGTH_UNKNOWN = -1;

    private final JsonGenerator json;
    private final OutputStream out;

    /** Begins a document, which is one object. */
    JsonOutput(OutputStream out) throws IOException {
        this.out = out;
        this.json = FACTORY.createGenerator(out);
        json.writeStartObject();
    }

    void field(String name, String value) throws IOException {
        json.writeStringField(name, value);
    }

    void field(String name, long value) throws IOException {
        json.writeNumberField(name, value);
    }

    void field(String name, boolean value) throws IOException {
        json.writeBooleanField(name, value);
    }

    /** Bytes, readable; and exactly under a second name when they are not what is shown. */
    void bytes(String name, ByteString bytes) throws IOException {
        json.writeStringField(name, bytes.decode());
        if (!bytes.quoted().equals(bytes.decode())) {
            json.writeStringField(name + "_base64", Base64.getEncoder().encodeToString(bytes.toByteArray()));
        }
    }

    /** A value of an image, however deep. */
    void value(String name, Value value) throws IOException {
        json.writeFieldName(name);
        write(value);
    }

    /** Bytes as base64, as they come. */
    void base64(String name, InputStream bytes) throws IOException {
        json.writeFieldName(name);
        json.writeBinary(bytes, LENGTH_UNKNOWN);
    }

    /** Where blocks of a file lie, as fields of the object that was begun. */
    void extent(Extent extent) throws IOException {
        field("file_block", extent.fileBlock());
        field("start_block", extent.startBlock());
        field("length", extent.length());
        field("allocated", extent.allocated());
        field("uninitialised", extent.uninitialised());
    }

    /** An element of an array. */
    void element(String value) throws IOException {
        json.writeString(value);
    }

    void beginObject(String name) throws IOException {
        json.writeObjectFieldStart(name);
    }

    void beginElement() throws IOException {
        json.writeStartObject();
    }

    void endObject() throws IOException {
        json.writeEndObject();
    }

    void beginArray(String name) throws IOException {
        json.writeArrayFieldStart(name);
    }

    void endArray() throws IOException {
        json.writeEndArray();
    }

    private record Level(Composite composite, Iterator<?> members) {}

    private void write(Value value) throws IOException {
        Set<Composite> visited = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Level> levels = new ArrayDeque<>();
        begin(value, levels, visited);
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
                    case Tuple.Attribute attribute -> writeAttribute(attribute, levels, visited);
                    case Value element -> begin(element, levels, visited);
                    default -> throw new IllegalStateException("neither an attribute nor an element");
                }
            }
        }
    }

    private void writeAttribute(Tuple.Attribute attribute, Deque<Level> levels, Set<Composite> visited)
            throws IOException {
        if (attribute.name().equals(Attributes.PARENT)) {
            return;
        }
        json.writeFieldName(attribute.name().quoted());
        begin(attribute.value(), levels, visited);
    }

    private void begin(Value value, Deque<Level> levels, Set<Composite> visited) throws IOException {
        switch (value) {
            case Text text -> writeText(text);
            case Int number -> json.writeString(number.toString());
            case Flag _ -> json.writeNull();
            case Composite composite when !visited.add(composite) -> writeVisited();
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

    /** What was written before stands there once: another name of the same tuple only says so. */
    private void writeVisited() throws IOException {
        json.writeStartObject();
        json.writeBooleanField("visited", true);
        json.writeEndObject();
    }

    /** Ends the document. Without it, the document stays open, so that what ended early is no JSON. */
    void complete() throws IOException {
        json.writeEndObject();
        json.flush();
        out.write('\n');
    }

    /** Hands on all that was written. */
    @Override
    public void close() throws IOException {
        json.close();
    }
}
