// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.text;

import dev.tfskit.value.ByteString;
import dev.tfskit.value.Composite;
import dev.tfskit.value.Flag;
import dev.tfskit.value.Int;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.value.VectorValue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * A text that two values share exactly when they are the same tree: same kinds, same bytes, and the same tuples in
 * several places. Follows nesting with a stack of its own.
 */
public final class Canonical {

    private final boolean withNumbers;
    private final StringBuilder text = new StringBuilder();
    private final Map<Tuple, Integer> seen = new IdentityHashMap<>();
    private final Deque<Object> rest = new ArrayDeque<>();

    private Canonical(boolean withNumbers) {
        this.withNumbers = withNumbers;
    }

    /** The text of a value. */
    public static String text(Value value) {
        return new Canonical(false).of(value);
    }

    /** The text of a value, in which the dictionary numbers of tuples and vectors count too. */
    public static String textWithNumbers(Value value) {
        return new Canonical(true).of(value);
    }

    private String of(Value whole) {
        rest.push(whole);
        while (!rest.isEmpty()) {
            switch (rest.pop()) {
                case String literal -> text.append(literal);
                case Text bytes -> text.append('"').append(show(bytes)).append('"');
                case Int number -> text.append(number);
                case Flag _ -> text.append("present");
                case Tuple tuple -> begin(tuple);
                case VectorValue vector -> begin(vector);
                case Object other -> throw new AssertionError(other);
            }
        }
        return text.toString();
    }

    private void begin(Tuple tuple) {
        int fresh = seen.size();
        int number = seen.computeIfAbsent(tuple, _ -> fresh);
        if (number != fresh) {
            text.append("tuple@").append(number);
            return;
        }
        List<Object> members = new ArrayList<>();
        for (Tuple.Attribute attribute : tuple.sorted()) {
            members.add(show(attribute.name()) + ":");
            members.add(attribute.value());
            members.add(" ");
        }
        open(tuple, "(", members, ")");
    }

    private void begin(VectorValue vector) {
        List<Object> members = new ArrayList<>();
        for (Value element : vector.elements()) {
            members.add(element);
            members.add(" ");
        }
        open(vector, "[", members, "]");
    }

    private void open(Composite composite, String begin, List<Object> members, String end) {
        text.append(withNumbers ? "#" + composite.number() : "").append(begin);
        rest.push(end);
        members.reversed().forEach(rest::push);
    }

    /** Letters and digits as they are, all other bytes in hexadecimal. */
    private static String show(ByteString bytes) {
        StringBuilder shown = new StringBuilder(bytes.length());
        for (int i = 0; i < bytes.length(); i++) {
            int next = bytes.byteAt(i);
            if (next < 0x80 && Character.isLetterOrDigit(next)) {
                shown.append((char) next);
            } else {
                shown.append('%').append(HexFormat.of().toHexDigits((byte) next));
            }
        }
        return shown.toString();
    }
}
