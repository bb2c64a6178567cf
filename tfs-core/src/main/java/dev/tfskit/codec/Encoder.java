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
import java.util.Optional;

/**
 * Encodes changes of tuples as version 5 records (docs/format.md, section 2.3). Records stay small whatever they
 * describe: a tuple with many attributes is begun empty and filled by reference in records that follow, and so is one
 * that is nested deep, which also bounds the stack. Not thread safe.
 */
public final class Encoder {

    /** About as long as a record gets before another one is begun. */
    static final int RECORD_BYTES = 32 << 10;

    private static final int INLINE_ATTRIBUTES = 16;
    private static final int INLINE_DEPTH = 4;

    private final Dictionary dictionary;
    private final RecordSink sink;
    private final Deque<Tuple> begun = new ArrayDeque<>();
    private final OpenComposites nested = new OpenComposites();
    private final Output body = new Output();
    private final Output head = new Output();
    /** The tuple that records are being written of, while {@link #isOpen}. */
    private Tuple current = new Tuple();

    private Iterator<Symbol> names = Collections.emptyIterator();
    private boolean isOpen;
    private boolean isNew;
    private long settings;

    /** Receives finished records. */
    @FunctionalInterface
    public interface RecordSink {
        /**
         * Takes one record.
         *
         * @param record its bytes, valid until the method returns
         * @throws IOException when it cannot be kept
         */
        void accept(Output record) throws IOException;
    }

    /**
     * An encoder for the log with this dictionary.
     *
     * @param dictionary numbers what is new, and knows what was there before
     * @param sink takes the records in the order in which they must stand in the log
     */
    public Encoder(Dictionary dictionary, RecordSink sink) {
        this.dictionary = dictionary;
        this.sink = sink;
    }

    /**
     * Encodes the present values of some attributes of a tuple, and of everything new that they lead to.
     *
     * @param tuple one that the log holds; or the root of an empty log
     * @param names attributes that were set or removed since they were last encoded
     * @throws IOException from the sink
     */
    public void encode(Tuple tuple, Collection<Symbol> names) throws IOException {
        begin(tuple, names);
        while (hasMore()) {
            writeRecord();
        }
    }

    /**
     * Begins to encode as {@link #encode} does, for a caller who wants to do other things between two records; the
     * tuples may change there. Whatever is set or removed in a tuple that has a number by then must be encoded once
     * more.
     *
     * @throws IllegalStateException while there is more to write of what was begun before
     */
    public void begin(Tuple tuple, Collection<Symbol> names) {
        if (hasMore()) {
            throw new IllegalStateException("the tuple that was begun before is not finished");
        }
        open(tuple, List.copyOf(names));
    }

    /** Whether {@link #writeRecord} has more to do. */
    public boolean hasMore() {
        return isOpen || !begun.isEmpty();
    }

    /**
     * Writes the next record of what was begun; or none if that is a tuple whose number was taken back meanwhile,
     * because nothing leads to it any more.
     *
     * @throws IOException from the sink
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
            writeValue(current.get(name));
            count++;
        }
        settings += count;
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

    /** How many attributes were set or removed by what was written (docs/format.md, section 9). */
    public long settings() {
        return settings;
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

    /** Writes a value, or the null of the format for one that is absent; what it nests follows through the stack. */
    private void writeValue(Optional<Value> value) {
        if (value.isEmpty()) {
            ValueType.BUFFER.writeImmediate(body, 0);
            return;
        }
        write(value.get());
        while (!nested.isEmpty()) {
            if (nested.isComplete()) {
                nested.pop();
                continue;
            }
            int member = nested.countMember();
            if (nested.top() instanceof Tuple tuple) {
                settings++;
                writeSymbol(tuple.nameAt(member));
                write(tuple.valueAt(member));
            } else if (nested.top() instanceof VectorValue vector) {
                write(vector.get(member));
            }
        }
    }

    private void write(Value value) {
        switch (value) {
            case Int number -> {
                ValueType.INTEGER.writeImmediate(body, number.negative() ? 1 : 0);
                Varint.write(body, number.magnitude());
            }
            case Text text -> {
                ValueType.STRING.writeImmediate(body, text.length());
                body.write(text);
            }
            case Flag _ -> {
                ValueType.BUFFER.writeImmediate(body, 1);
                body.write(0);
            }
            case Tuple tuple -> writeTuple(tuple);
            case VectorValue vector -> writeVector(vector);
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
     * One that the log holds is shared by several values, or even by its own: ops cannot read that, but it was there
     * before.
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
