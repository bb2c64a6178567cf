// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.StreamWriteFeature;
import dev.tfskit.schema.Extent;
import dev.tfskit.value.ByteString;
import dev.tfskit.value.Value;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Base64;

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
    private final RepeatedValues repeated = new RepeatedValues();

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

    /**
     * Writes a value of an image, of any depth. Of tuples and vectors that other values of the document have, too, a
     * limited number is written again.
     */
    void value(String name, Value value) throws IOException {
        json.writeFieldName(name);
        new JsonValue(json, repeated).write(value);
    }

    /** Writes a value that no other value of the document has parts of, such as a copy. */
    void ownValue(String name, Value value) throws IOException {
        json.writeFieldName(name);
        new JsonValue(json, new RepeatedValues()).write(value);
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
