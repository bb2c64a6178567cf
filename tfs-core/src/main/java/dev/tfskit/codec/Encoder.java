// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.codec;

import dev.tfskit.value.Composite;
import dev.tfskit.value.Flag;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.value.VectorValue;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Encodes changes of tuples as version 5 records (docs/format.md, section 2.3). Records stay small, except for a long
 * value: a large or deeply nested tuple is first written empty and then filled by reference in later records, which
 * also bounds the stack. Not thread-safe.
 */
public final class Encoder {

    /** The approximate length in bytes at which another record is begun. */
    static final int RECORD_BYTES = 32 << 10;

    private static final int INLINE_ATTRIBUTES = 16;
    private static final int INLINE_DEPTH = 4;

    private final Dictionary dictionary;
    private final RecordSink sink;
    private final Deque<Tuple> begun = new ArrayDeque<>();
    private final CompositeStack nested = new CompositeStack();
    private final Output body = new Output();
    private final Output head = new Output();
    /** The tuple being written while {@link #isOpen} is true. */
    private Tuple current = new Tuple();

    private Iterator<Symbol> names = Collections.emptyIterator();
    private boolean isOpen;
    private boolean isNew;
    private long entries;

    /** Receives encoded records. */
    @FunctionalInterface
    public interface RecordSink {
        /**
         * Receives one record.
         *
         * @param record the bytes of the record, valid until the method returns
         * @throws IOException when the record cannot be stored
         */
        void accept(Output record) throws IOException;

        /**
         * Called before the bytes of a text become a part of a record that another log holds only as a reference to a
         * symbol.
         *
         * @param text the text
         * @throws IOException when the record must not have the text; nothing more may be encoded then
         */
        default void beforeCopy(Text text) throws IOException {}
    }

    /**
     * Creates an encoder for a log.
     *
     * @param dictionary the dictionary of the log
     * @param sink receives the records in the order of the log
     */
    public Encoder(Dictionary dictionary, RecordSink sink) {
        this.dictionary = dictionary;
        this.sink = sink;
    }

    /**
     * Encodes the current values of attributes of a tuple, and all new tuples and vectors that they refer to.
     *
     * @param tuple a tuple that the log holds, or the root of an empty log
     * @param names the attributes that were set or removed since they were last encoded
     * @throws IOException when the sink throws it
     */
    public void encode(Tuple tuple, Collection<Symbol> names) throws IOException {
        begin(tuple, names);
        while (hasMore()) {
            writeRecord();
        }
    }

    /**
     * Starts encoding as {@link #encode} does, but the caller writes the records one by one with {@link #writeRecord}.
     * Tuples may change between two records; every change of a tuple that already has a number must be encoded again.
     *
     * @param tuple a tuple that the log holds, or the root of an empty log
     * @param names the attributes that were set or removed since they were last encoded
     * @throws IllegalStateException when the tuple begun before is not finished
     */
    public void begin(Tuple tuple, Collection<Symbol> names) {
        if (hasMore()) {
            throw new IllegalStateException("the tuple that was begun before is not finished");
        }
        open(tuple, List.copyOf(names));
    }

    /**
     * Returns whether {@link #writeRecord} must be called again.
     *
     * @return false once everything is written
     */
    public boolean hasMore() {
        return isOpen || !begun.isEmpty();
    }

    /**
     * Writes the next record. Writes nothing if the number of the next tuple was taken back meanwhile because nothing
     * refers to the tuple any more.
     *
     * @throws IOException when the sink throws it
     */
    public void writeRecord() throws IOException {
        Tuple next = isOpen ? current : begun.remove();
        if (!isNew && dictionary.numberOf(next) == Composite.UNNUMBERED) {
            isOpen = false;
            return;
        }
        if (!isOpen) {
            open(next, next.names());
        }
        int count = 0;
        body.clear();
        while (names.hasNext() && body.size() < RECORD_BYTES) {
            Symbol name = names.next();
            writeSymbol(name);
            writeValue(current.get(name).orElse(null));
            count++;
        }
        entries += count;
        head.clear();
        if (isNew) {
            ValueType.TUPLE.writeImmediate(head, count);
        } else {
            ValueType.TUPLE.writeReference(head, count);
            Varint.write(head, dictionary.numberOf(current));
        }
        head.write(body);
        isNew = false;
        isOpen = names.hasNext();
        sink.accept(head);
    }

    /**
     * Returns the number of log entries written: attributes set or removed (docs/format.md, section 9).
     *
     * @return the number of entries
     */
    public long entries() {
        return entries;
    }

    private void open(Tuple tuple, List<Symbol> attributes) {
        current = tuple;
        names = attributes.iterator();
        isOpen = true;
        isNew = dictionary.numberOf(tuple) == Composite.UNNUMBERED;
        if (isNew) {
            dictionary.add(tuple);
        }
    }

    private void writeSymbol(Symbol symbol) {
        int number = dictionary.numberForWriting(symbol);
        if (number > 0) {
            ValueType.BUFFER.writeReference(body, number);
        } else {
            ValueType.BUFFER.writeImmediate(body, symbol.length());
            body.write(symbol);
        }
    }

    /** Writes a value with all nested members; an absent value is written as the null of the format. */
    private void writeValue(@Nullable Value value) throws IOException {
        if (value == null) {
            ValueType.BUFFER.writeImmediate(body, 0);
            return;
        }
        write(value);
        while (!nested.isEmpty()) {
            if (nested.isComplete()) {
                nested.pop();
                continue;
            }
            int member = nested.countMember();
            if (nested.top() instanceof Tuple tuple) {
                entries++;
                writeSymbol(tuple.nameAt(member));
                write(tuple.valueAt(member));
            } else if (nested.top() instanceof VectorValue vector) {
                write(vector.get(member));
            }
        }
    }

    // A switch would have to be linked anew in each run (docs/architecture.md, Start-up).
    @SuppressWarnings("IfChainToSwitch")
    private void write(Value value) throws IOException {
        if (value instanceof Int number) {
            ValueType.INTEGER.writeImmediate(body, number.negative() ? 1 : 0);
            Varint.write(body, number.magnitude());
        } else if (value instanceof Text text) {
            if (text.isReference()) {
                sink.beforeCopy(text);
            }
            ValueType.STRING.writeImmediate(body, text.length());
            body.write(text);
        } else if (value instanceof Tuple tuple) {
            writeTuple(tuple);
        } else if (value instanceof VectorValue vector) {
            writeVector(vector);
        } else {
            assert value == Flag.PRESENT;
            ValueType.BUFFER.writeImmediate(body, 1);
            body.write(0);
        }
    }

    private void writeTuple(Tuple tuple) {
        int number = dictionary.numberOf(tuple);
        if (number != Composite.UNNUMBERED) {
            ValueType.TUPLE.writeReference(body, 0);
            Varint.write(body, number);
            return;
        }
        dictionary.add(tuple);
        if (tuple.size() <= INLINE_ATTRIBUTES && nested.depth() < INLINE_DEPTH) {
            ValueType.TUPLE.writeImmediate(body, tuple.size());
            nested.push(tuple, tuple.size());
        } else {
            ValueType.TUPLE.writeImmediate(body, 0);
            begun.add(tuple);
        }
    }

    /**
     * Writes a vector. A vector that the log holds already is written as a reference, because several values, or the
     * vector itself, may contain it. The ops tool cannot read such references. Volumes that already had them get them,
     * and so does one whose vector is set during a compaction, before its tuple is written.
     */
    private void writeVector(VectorValue vector) {
        int number = dictionary.numberOf(vector);
        if (number != Composite.UNNUMBERED) {
            ValueType.VECTOR.writeReference(body, 0);
            Varint.write(body, number);
            return;
        }
        dictionary.add(vector);
        ValueType.VECTOR.writeImmediate(body, vector.size());
        nested.push(vector, vector.size());
    }
}
