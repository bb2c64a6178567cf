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
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;

/** Values as numbers, and as words of a message. */
final class Values {

    /** An image can hold names and texts of gigabytes; nobody reads more of them than this. */
    private static final int SHOWN_BYTES = 80;

    private static final int SHOWN_NAMES = 20;

    private Values() {}

    /**
     * A number of bytes, blocks or names, if the value is one: from 0 to 2^63 - 1, which is as far as offsets in files
     * reach.
     */
    static OptionalLong size(Value value) {
        Optional<Int> number = Int.from(value);
        return number.isPresent() && number.get().isNonNegativeLong()
                ? OptionalLong.of(number.get().magnitude())
                : OptionalLong.empty();
    }

    /** The number in an attribute, if it is set and holds one. */
    static OptionalLong size(Tuple tuple, Symbol name) {
        Optional<Value> value = tuple.get(name);
        return value.isPresent() ? size(value.get()) : OptionalLong.empty();
    }

    static String quoted(ByteString text) {
        return text.length() <= SHOWN_BYTES
                ? text.quoted()
                : Text.wrap(Arrays.copyOf(text.toByteArray(), SHOWN_BYTES)).quoted() + "... (" + text.length()
                        + " bytes)";
    }

    /** The end of a path; a hostile image has deep ones by the thousand. */
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
