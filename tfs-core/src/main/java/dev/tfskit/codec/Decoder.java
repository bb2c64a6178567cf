package dev.tfskit.codec;

import dev.tfskit.TfsFormatException;
import dev.tfskit.value.Composite;
import dev.tfskit.value.Int;
import dev.tfskit.value.Present;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.value.Vector;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Decodes records and carries out on the tree what they say (docs/format.md, sections 2.3 and 4).
 * Nesting is followed with a stack of its own: its depth comes from the disk. Not thread safe.
 */
public final class Decoder {

    private static final int LEAST_ATTRIBUTE_BYTES = 2;
    private static final int LEAST_ELEMENT_BYTES = 1;

    private final Dictionary dictionary;
    private final Deque<Open> open = new ArrayDeque<>();
    private Input in;
    private Encoding encoding;
    /** The least bytes that the members still to be read can take, over all open composites. */
    private long owed;

    /** A decoder that resolves references in this dictionary and numbers what is new in it. */
    public Decoder(final Dictionary dictionary) {
        this.dictionary = dictionary;
    }

    /** A composite whose members are being read. */
    private static final class Open {
        private final Composite composite;
        private final long length;
        private long read;

        Open(final Composite composite, final long length) {
            this.composite = composite;
            this.length = length;
        }

        int leastMemberBytes() {
            return composite instanceof Tuple ? LEAST_ATTRIBUTE_BYTES : LEAST_ELEMENT_BYTES;
        }
    }

    /**
     * Decodes one record: a tuple, new or a reference to one that is changed.
     *
     * @param source exactly the bytes of the record
     * @param version the encoding of the extension in which the record ends
     * @return the tuple
     * @throws TfsFormatException when the bytes are no such record; changes up to there have been made
     */
    public Tuple decode(final Input source, final Encoding version) throws IOException {
        in = source;
        encoding = version;
        open.clear();
        owed = 0;
        final Header header = encoding.readHeader(in);
        if (header.type() != Header.Type.TUPLE) {
            throw new TfsFormatException(header.offset(), "a record that is no tuple");
        }
        final Tuple record = (Tuple) begin(header);
        while (!open.isEmpty()) {
            final Open top = open.peek();
            if (top.read == top.length) {
                open.pop();
            } else {
                readMember(top);
            }
        }
        if (in.remaining() != 0) {
            throw new TfsFormatException(in.offset(), in.remaining() + " bytes too many at the end of a record");
        }
        return record;
    }

    private void readMember(final Open top) throws IOException {
        final long index = top.read++;
        owed -= top.leastMemberBytes();
        switch (top.composite) {
            case Tuple tuple -> {
                final Symbol name = readSymbol();
                final Optional<Value> value = readValue();
                value.ifPresentOrElse(v -> tuple.set(name, v), () -> tuple.remove(name));
            }
            case Vector vector -> {
                final long start = in.offset();
                vector.set((int) index, readValue()
                        .orElseThrow(() -> new TfsFormatException(start, "a null inside a vector")));
            }
        }
    }

    private Symbol readSymbol() throws IOException {
        final Header header = encoding.readHeader(in);
        if (header.type() != Header.Type.BUFFER) {
            throw new TfsFormatException(header.offset(), "a value where the name of an attribute is expected");
        }
        if (!header.immediate()) {
            return dictionary.symbol(header.length(), header.offset());
        }
        if (header.length() == 0) {
            throw new TfsFormatException(header.offset(), "an attribute with an empty name");
        }
        final Symbol symbol = Symbol.wrap(in.take(header.length()));
        dictionary.add(symbol);
        return symbol;
    }

    /** Reads a value; a composite is returned while its members are still to come. Empty is the null of the format. */
    private Optional<Value> readValue() throws IOException {
        final Header header = encoding.readHeader(in);
        return switch (header.type()) {
            case TUPLE, VECTOR -> Optional.of(begin(header));
            case INTEGER -> Optional.of(readInteger(header));
            case STRING -> Optional.of(readText(header));
            case BUFFER -> {
                if (!header.immediate()) {
                    yield Optional.of(readText(header));
                }
                if (header.length() == 0) {
                    yield Optional.empty();
                }
                final byte[] bytes = in.take(header.length());
                yield Optional.of(bytes.length == 1 && bytes[0] == 0 ? Present.PRESENT : Text.wrap(bytes));
            }
        };
    }

    private Text readText(final Header header) throws IOException {
        if (header.immediate()) {
            return Text.wrap(in.take(header.length()));
        }
        return Text.wrap(dictionary.symbol(header.length(), header.offset()).toByteArray());
    }

    private Int readInteger(final Header header) throws IOException {
        if (!header.immediate() || header.length() > 1) {
            throw new TfsFormatException(header.offset(), "an integer that is neither positive nor negative");
        }
        final boolean negative = header.length() == 1;
        final long magnitude = Varint.read(in);
        if (!negative || magnitude == 0) {
            return Int.ofUnsigned(magnitude);
        }
        if (Long.compareUnsigned(magnitude, Long.MIN_VALUE) > 0) {
            throw new TfsFormatException(header.offset(), "an integer below -2^63");
        }
        return new Int(true, magnitude);
    }

    private Composite begin(final Header header) throws IOException {
        final boolean isTuple = header.type() == Header.Type.TUPLE;
        final Composite composite;
        if (header.immediate()) {
            owe(header, isTuple);
            composite = isTuple ? new Tuple((int) header.length()) : new Vector();
            dictionary.add(composite);
        } else {
            final long number = Varint.read(in);
            owe(header, isTuple);
            composite = isTuple
                    ? dictionary.tuple(number, header.offset())
                    : dictionary.vector(number, header.offset());
        }
        open.push(new Open(composite, header.length()));
        return composite;
    }

    /**
     * Refuses a count of members that the rest of the record cannot hold beside those already owed. So memory that
     * is sized by a count stays in proportion to bytes that are really there, however deep the counts are nested.
     */
    private void owe(final Header header, final boolean isTuple) throws TfsFormatException {
        final int least = isTuple ? LEAST_ATTRIBUTE_BYTES : LEAST_ELEMENT_BYTES;
        final long free = in.remaining() - owed;
        if (header.length() > free / least || header.length() > Integer.MAX_VALUE / 4) {
            throw new TfsFormatException(header.offset(), (isTuple ? "a tuple of " : "a vector of ") + header.length()
                    + " members in a record with " + in.remaining() + " bytes left");
        }
        owed += header.length() * least;
    }
}
