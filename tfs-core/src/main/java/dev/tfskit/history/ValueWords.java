// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.history;

import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.DiskTime;
import dev.tfskit.value.Composite;
import dev.tfskit.value.Flag;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.value.VectorValue;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Describes values as text; a large value is cut short. Stateless. */
final class ValueWords {

    private static final int MOST_BYTES = 120;
    private static final int MOST_MEMBERS = 16;
    private static final int MOST_LEVELS = 4;
    private static final String MORE = "\u2026";

    private ValueWords() {}

    /** Returns the value of an attribute as text. */
    static String of(Symbol name, Value value) {
        boolean isTime = name.equals(Attributes.MODIFIED) || name.equals(Attributes.ACCESSED);
        return isTime && value instanceof Int time && !time.negative()
                ? DiskTime.decode(time).toString()
                : of(value, 0);
    }

    private static String of(Value value, int level) {
        return switch (value) {
            case Text text -> text(text);
            case Int number -> number.toString();
            case Flag _ -> "<null>";
            case Composite _ when level == MOST_LEVELS -> MORE;
            case Tuple tuple ->
                tuple.sorted().stream()
                        .limit(MOST_MEMBERS)
                        .map(attribute -> attribute.name().quoted(MOST_BYTES) + ":" + of(attribute.value(), level + 1))
                        .collect(Collectors.joining(" ", "(", tuple.size() > MOST_MEMBERS ? " " + MORE + ")" : ")"));
            case VectorValue vector ->
                vector.elements().stream()
                        .limit(MOST_MEMBERS)
                        .map(element -> of(element, level + 1))
                        .collect(Collectors.joining(" ", "[", vector.size() > MOST_MEMBERS ? " " + MORE + "]" : "]"));
        };
    }

    static String text(Text text) {
        if (text.length() == 0) {
            return "\"\"";
        }
        return text.length() <= MOST_BYTES
                ? text.quoted()
                : Text.wrap(Arrays.copyOf(text.toByteArray(), MOST_BYTES)).quoted() + MORE;
    }
}
