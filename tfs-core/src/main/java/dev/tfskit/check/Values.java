// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import dev.tfskit.schema.TreePath;
import dev.tfskit.value.ByteString;
import dev.tfskit.value.Flag;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.value.VectorValue;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;

/** Converts values to numbers and to text for messages. Stateless. */
final class Values {

    /** The most bytes of a name or text in a message, because an image can contain gigabytes. */
    private static final int SHOWN_BYTES = 80;

    private static final int SHOWN_NAMES = 20;

    private Values() {}

    /**
     * Returns a value as a number of bytes, blocks or names; empty if it is not an integer from 0 to 2^63 - 1, the
     * largest file offset.
     */
    static OptionalLong size(Value value) {
        Optional<Int> number = Int.from(value);
        return number.isPresent() && number.get().isNonNegativeLong()
                ? OptionalLong.of(number.get().magnitude())
                : OptionalLong.empty();
    }

    /** Returns the number in an attribute; empty if the attribute is missing or invalid. */
    static OptionalLong size(Tuple tuple, Symbol name) {
        Optional<Value> value = tuple.get(name);
        return value.isPresent() ? size(value.get()) : OptionalLong.empty();
    }

    static String quoted(ByteString text) {
        return text.quoted(SHOWN_BYTES);
    }

    /** Returns the path, shortened to its last names, because a hostile image can have deep paths by the thousand. */
    static String shown(TreePath path) {
        Deque<String> names = new ArrayDeque<>();
        TreePath at = path;
        while (at.parent().isPresent() && names.size() < SHOWN_NAMES) {
            names.push("/" + quoted(at.name()));
            at = at.parent().get();
        }
        return (at.parent().isPresent() ? "..." : names.isEmpty() ? "/" : "") + String.join("", names);
    }

    static String shown(Value value) {
        return switch (value) {
            case Int number -> number.toString();
            case Text text -> quoted(text);
            case Flag _ -> "a flag";
            case Tuple _ -> "a tuple";
            case VectorValue _ -> "a vector";
        };
    }
}
