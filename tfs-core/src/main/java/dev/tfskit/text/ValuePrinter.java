// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.text;

import dev.tfskit.value.Composite;
import dev.tfskit.value.Flag;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.value.VectorValue;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Prints a value the way the C tool {@code dump} does: attributes sorted by the bytes of their names, one on a line,
 * indented under the opening bracket; {@code <null>} for a flag; {@code <visited>} for a tuple or vector that was
 * printed before, such as the second name of a hard link. Unlike {@code dump}, it quotes bytes that could drive a
 * terminal. The indent counts bytes, not characters. Not thread-safe.
 */
public final class ValuePrinter {

    /**
     * Deeper levels are not indented any further, or a few bytes of a hostile image would print gigabytes of blanks.
     */
    private static final int MAX_INDENT = 1024;

    private final OutputStream out;
    private final Predicate<Symbol> hidden;
    private final int mostTextBytes;
    private final Function<Tuple, Stream<Tuple.Attribute>> sorting;
    private final Set<Composite> visited = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Level> levels = new ArrayDeque<>();

    /**
     * Makes a printer that remembers the tuples and vectors it has printed, across all calls of {@link #print}.
     *
     * @param out takes UTF-8, except where the value holds other bytes; should be buffered
     * @param hidden true for the names of attributes that are left out
     */
    public ValuePrinter(OutputStream out, Predicate<Symbol> hidden) {
        this(out, hidden, Integer.MAX_VALUE, tuple -> tuple.sorted().stream());
    }

    /**
     * Makes a printer for values that an image may hold once and refer to in many places: it shows only the start and
     * the length of long names and texts, and need not sort a large tuple that another printer has sorted.
     *
     * @param out takes UTF-8, except where the value holds other bytes; should be buffered
     * @param hidden true for the names of attributes that are left out
     * @param mostTextBytes the most bytes of a name or text that are shown, at least 0
     * @param sorted the order of attributes; may be that of several printers
     */
    public ValuePrinter(OutputStream out, Predicate<Symbol> hidden, int mostTextBytes, SortedAttributes sorted) {
        this(out, hidden, mostTextBytes, sorted::of);
    }

    private ValuePrinter(
            OutputStream out,
            Predicate<Symbol> hidden,
            int mostTextBytes,
            Function<Tuple, Stream<Tuple.Attribute>> sorting) {
        this.out = out;
        this.hidden = hidden;
        this.mostTextBytes = mostTextBytes;
        this.sorting = sorting;
    }

    /** An open bracket: the members that are still to be printed in it, and their column in bytes from 0. */
    private static final class Level {
        private final Composite composite;
        private final Iterator<?> members;
        private final int column;
        private boolean first = true;

        Level(Composite composite, Iterator<?> members, int column) {
            this.composite = composite;
            this.members = members;
            this.column = column;
        }
    }

    /**
     * Prints a value, without a line feed at the end.
     *
     * @param value may contain itself; the inner occurrence is printed as {@code <visited>}
     * @throws IOException when the stream cannot be written
     */
    public void print(Value value) throws IOException {
        begin(value, 0);
        while (!levels.isEmpty()) {
            Level level = levels.peek();
            if (!level.members.hasNext()) {
                out.write(level.composite instanceof Tuple ? ')' : ']');
                levels.pop();
                continue;
            }
            if (!level.first) {
                out.write('\n');
                indent(level.column);
            }
            level.first = false;
            printMember(level);
        }
    }

    private void printMember(Level level) throws IOException {
        Object member = level.members.next();
        switch (level.composite) {
            case Tuple _ -> {
                Tuple.Attribute attribute = (Tuple.Attribute) member;
                int width = write(attribute.name().quoted(mostTextBytes)) + 1;
                out.write(':');
                begin(attribute.value(), level.column + width);
            }
            case VectorValue _ -> begin((Value) member, level.column);
        }
    }

    private void begin(Value value, int column) throws IOException {
        switch (value) {
            case Text text -> write(text.quoted(mostTextBytes));
            case Int number -> write(number.toString());
            case Flag _ -> write("<null>");
            case Composite composite when !visited.add(composite) -> write("<visited>");
            case Tuple tuple -> {
                out.write('(');
                // Members are hidden one by one, because the stream may take only the first ones.
                Iterator<Tuple.Attribute> shown = sorting.apply(tuple)
                        .filter(attribute -> !hidden.test(attribute.name()))
                        .iterator();
                levels.push(new Level(tuple, shown, column + 1));
            }
            case VectorValue vector -> {
                out.write('[');
                levels.push(new Level(vector, vector.elements().iterator(), column + 1));
            }
        }
    }

    private void indent(int column) throws IOException {
        for (int i = Math.min(column, MAX_INDENT); i > 0; i--) {
            out.write(' ');
        }
    }

    private int write(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write(bytes);
        return bytes.length;
    }
}
