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
 * Writes JSON as docs/json.md describes it, piece by piece, without a tree in memory. {@link #bytes} writes bytes that
 * are not printable UTF-8 twice: readable, and exactly, as base64. {@link #value} writes a text that is not UTF-8 once,
 * as base64. Not thread-safe.
 */
final class JsonOutput implements Closeable {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            // An image may nest its values to any depth.
            .streamWriteConstraints(StreamWriteConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .build())
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            // If the generator closed open brackets, a document that ended early would look complete.
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

    /** Writes bytes readably, and exactly under a second name when the readable form differs. */
    void bytes(String name, ByteString bytes) throws IOException {
        json.writeStringField(name, bytes.decode());
        if (!bytes.quoted().equals(bytes.decode())) {
            json.writeStringField(name + "_base64", Base64.getEncoder().encodeToString(bytes.toByteArray()));
        }
    }

    /** Writes a value of an image, of any depth. */
    void value(String name, Value value) throws IOException {
        json.writeFieldName(name);
        write(value);
    }

    /** Writes a stream of bytes as base64, piece by piece. */
    void base64(String name, InputStream bytes) throws IOException {
        json.writeFieldName(name);
        json.writeBinary(bytes, LENGTH_UNKNOWN);
    }

    /** Writes an extent as fields of the open object. */
    void extent(Extent extent) throws IOException {
        field("file_block", extent.fileBlock());
        field("start_block", extent.startBlock());
        field("length", extent.length());
        field("allocated", extent.allocated());
        field("uninitialised", extent.uninitialised());
    }

    /** Writes an element of an array. */
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

    /** Marks a tuple that was written before, such as the second name of a hard link. */
    private void writeVisited() throws IOException {
        json.writeStartObject();
        json.writeBooleanField("visited", true);
        json.writeEndObject();
    }

    /**
     * Ends the document. Without this call the document stays open, so that a document that ended early is not valid
     * JSON.
     */
    void complete() throws IOException {
        json.writeEndObject();
        json.flush();
        out.write('\n');
    }

    /** Flushes everything that was written. */
    @Override
    public void close() throws IOException {
        json.close();
    }
}
