// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.codec;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.message.Messages;
import dev.tfskit.value.Flag;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.value.VectorValue;
import java.io.IOException;
import java.util.Locale;

/**
 * Decodes records and applies them to the tree (docs/format.md, sections 2.3 and 4). Nested values are handled with an
 * explicit stack, because the input decides the depth. Opening a volume spends most of its time here, so only objects
 * that the tree keeps are allocated. Not thread-safe.
 */
public final class Decoder {

    private static final int IMMEDIATE = 0x80;
    private static final int LEAST_ATTRIBUTE_BYTES = 2;
    private static final int LEAST_ELEMENT_BYTES = 1;

    private final Dictionary dictionary;
    private final ChangeListener listener;
    private final CompositeStack open = new CompositeStack();

    @SuppressWarnings("NullAway.Init") // Set when a record is begun.
    private Input in;

    @SuppressWarnings("NullAway.Init") // Set when a record is begun.
    private Encoding encoding;
    /** The least number of bytes that the unread members of all open composites need. */
    private long reservedBytes;

    /** The fields of the last header. */
    @SuppressWarnings("NullAway.Init") // Set by the first header of a record.
    private ValueType type;

    private boolean immediate;
    private long length;
    private long headerOffset;

    /**
     * Creates a decoder.
     *
     * @param dictionary resolves references and numbers new symbols, tuples and vectors
     */
    public Decoder(Dictionary dictionary) {
        this(dictionary, ChangeListener.NONE);
    }

    /**
     * Creates a decoder with a listener.
     *
     * @param dictionary resolves references and numbers new symbols, tuples and vectors
     * @param listener receives each attribute that a record sets or removes
     */
    public Decoder(Dictionary dictionary, ChangeListener listener) {
        this.dictionary = dictionary;
        this.listener = listener;
    }

    /**
     * Decodes one record, which is a new tuple or changes an existing one.
     *
     * @param source exactly the bytes of the record
     * @param version the encoding of the extension in which the record ends
     * @return the tuple
     * @throws TfsFormatException when the record is damaged; changes before the damage have been applied
     * @throws IOException when the source cannot be read
     */
    public Tuple decode(Input source, Encoding version) throws IOException {
        in = source;
        encoding = version;
        open.clear();
        reservedBytes = 0;
        readHeader();
        if (type != ValueType.TUPLE) {
            throw damage("a record that is not a tuple");
        }
        Tuple record = beginTuple();
        while (!open.isEmpty()) {
            if (open.isComplete()) {
                open.pop();
            } else if (open.top() instanceof Tuple tuple) {
                readAttribute(tuple);
            } else if (open.top() instanceof VectorValue vector) {
                readElement(vector);
            }
        }
        if (in.remaining() != 0) {
            throw new TfsFormatException(
                    in.offset(), Messages.bytes(in.remaining()) + " too many at the end of a record");
        }
        return record;
    }

    private void readAttribute(Tuple tuple) throws IOException {
        open.countMember();
        reservedBytes -= LEAST_ATTRIBUTE_BYTES;
        Symbol name = readSymbol();
        readHeader();
        if (isNull()) {
            listener.beforeRemove(tuple, name);
            tuple.remove(name);
        } else {
            Value value = readValue();
            listener.beforeSet(tuple, name, value);
            tuple.set(name, value);
        }
    }

    private void readElement(VectorValue vector) throws IOException {
        int index = open.countMember();
        reservedBytes -= LEAST_ELEMENT_BYTES;
        readHeader();
        if (isNull()) {
            throw damage("a null inside a vector");
        }
        vector.set(index, readValue());
    }

    private void readHeader() throws IOException {
        headerOffset = in.offset();
        int first = in.next();
        int code = encoding.typeCode(first);
        if (code >= ValueType.COUNT) {
            throw damage("a value of type " + code + "; the types are 0 to " + (ValueType.COUNT - 1));
        }
        type = ValueType.of(code);
        immediate = (first & IMMEDIATE) != 0;
        length = encoding.lengthHead(first);
        if (encoding.hasLengthTail(first)) {
            length = Varint.readTail(in, length, Varint.MAX_BYTES, headerOffset);
            if (length < 0) {
                throw damage("a value of " + Long.toUnsignedString(length) + " bytes");
            }
        }
    }

    private boolean isNull() {
        return type == ValueType.BUFFER && immediate && length == 0;
    }

    private Symbol readSymbol() throws IOException {
        readHeader();
        if (type != ValueType.BUFFER) {
            throw damage("a value where the name of an attribute is expected");
        }
        if (!immediate) {
            return dictionary.symbol(length, headerOffset);
        }
        if (length == 0) {
            throw damage("an attribute with an empty name");
        }
        return dictionary.add(Symbol.wrap(in.take(length)));
    }

    /** Reads the value behind the header. A tuple or vector is returned before its members are read. */
    private Value readValue() throws IOException {
        return switch (type) {
            case TUPLE -> beginTuple();
            case VECTOR -> beginVector();
            case INTEGER -> readInteger();
            case STRING -> readText();
            case BUFFER -> readBuffer();
        };
    }

    private Value readBuffer() throws IOException {
        Text text = readText();
        return immediate && text.length() == 1 && text.byteAt(0) == 0 ? Flag.PRESENT : text;
    }

    private Text readText() throws IOException {
        return immediate ? Text.wrap(in.take(length)) : Text.of(dictionary.symbol(length, headerOffset));
    }

    private Int readInteger() throws IOException {
        if (!immediate || length > 1) {
            throw damage("an integer with a sign other than 0 or 1");
        }
        boolean negative = length == 1;
        long magnitude = Varint.read(in);
        if (!negative || magnitude == 0) {
            return Int.ofUnsigned(magnitude);
        }
        if (Long.compareUnsigned(magnitude, Long.MIN_VALUE) > 0) {
            throw damage("an integer below -2^63");
        }
        return new Int(true, magnitude);
    }

    private Tuple beginTuple() throws IOException {
        Tuple tuple;
        if (immediate) {
            reserveMembers(LEAST_ATTRIBUTE_BYTES);
            tuple = new Tuple((int) length);
            dictionary.add(tuple);
        } else {
            tuple = dictionary.tuple(Varint.read(in), headerOffset);
            reserveMembers(LEAST_ATTRIBUTE_BYTES);
        }
        open.push(tuple, (int) length);
        return tuple;
    }

    private VectorValue beginVector() throws IOException {
        VectorValue vector;
        if (immediate) {
            vector = new VectorValue();
            dictionary.add(vector);
        } else {
            vector = dictionary.vector(Varint.read(in), headerOffset);
        }
        reserveMembers(LEAST_ELEMENT_BYTES);
        open.push(vector, (int) length);
        return vector;
    }

    /**
     * Rejects a number of members for which the record has too few bytes left, beside the members already counted. So
     * the memory allocated for members is bounded by the length of the record, at any depth.
     */
    private void reserveMembers(int leastBytes) throws TfsFormatException {
        long free = in.remaining() - reservedBytes;
        if (length > free / leastBytes || length > Integer.MAX_VALUE / 4) {
            throw damage("a " + type.name().toLowerCase(Locale.ROOT) + " of " + Messages.of(length, "member", "members")
                    + " in a record with " + Messages.bytes(in.remaining()) + " left");
        }
        reservedBytes += length * leastBytes;
    }

    private TfsFormatException damage(String problem) {
        return new TfsFormatException(headerOffset, problem);
    }
}
