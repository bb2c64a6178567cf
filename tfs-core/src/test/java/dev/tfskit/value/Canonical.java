package dev.tfskit.value;

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

    private Canonical(final boolean withNumbers) {
        this.withNumbers = withNumbers;
    }

    /** The text of a value. */
    public static String text(final Value value) {
        return new Canonical(false).of(value);
    }

    /** The text of a value, in which the dictionary numbers of tuples and vectors count too. */
    public static String textWithNumbers(final Value value) {
        return new Canonical(true).of(value);
    }

    private String of(final Value whole) {
        rest.push(whole);
        while (!rest.isEmpty()) {
            switch (rest.pop()) {
                case String literal -> text.append(literal);
                case Text bytes -> text.append('"').append(show(bytes)).append('"');
                case Int number -> text.append(number);
                case Present _ -> text.append("present");
                case Tuple tuple -> begin(tuple);
                case Vector vector -> begin(vector);
                case Object other -> throw new AssertionError(other);
            }
        }
        return text.toString();
    }

    private void begin(final Tuple tuple) {
        final int fresh = seen.size();
        final int number = seen.computeIfAbsent(tuple, _ -> fresh);
        if (number != fresh) {
            text.append("tuple@").append(number);
            return;
        }
        final List<Object> members = new ArrayList<>();
        for (final Tuple.Attribute attribute : tuple.sorted()) {
            members.add(show(attribute.name()) + ":");
            members.add(attribute.value());
            members.add(" ");
        }
        open(tuple, "(", members, ")");
    }

    private void begin(final Vector vector) {
        final List<Object> members = new ArrayList<>();
        for (final Value element : vector.elements()) {
            members.add(element);
            members.add(" ");
        }
        open(vector, "[", members, "]");
    }

    private void open(final Composite composite, final String begin, final List<Object> members, final String end) {
        text.append(withNumbers ? "#" + composite.number() : "").append(begin);
        rest.push(end);
        members.reversed().forEach(rest::push);
    }

    /** Letters and digits as they are, all other bytes in hexadecimal. */
    private static String show(final ByteString bytes) {
        final StringBuilder shown = new StringBuilder(bytes.length());
        for (int i = 0; i < bytes.length(); i++) {
            final int next = bytes.byteAt(i);
            if (next < 0x80 && Character.isLetterOrDigit(next)) {
                shown.append((char) next);
            } else {
                shown.append('%').append(HexFormat.of().toHexDigits((byte) next));
            }
        }
        return shown.toString();
    }
}
