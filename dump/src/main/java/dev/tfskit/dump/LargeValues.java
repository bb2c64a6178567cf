// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.schema.Attributes;
import dev.tfskit.value.Composite;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.value.VectorValue;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The large values that a list of a document has. An image can refer to a value in many places, so the list has a large
 * one only once: the same tuple or vector, or a text with the same bytes. Not thread-safe.
 */
final class LargeValues {

    /** A value is large if its names and texts have more bytes than this, with {@link #MEMBER_BYTES} for a member. */
    private static final int MOST_BYTES = 4096;

    private static final int MEMBER_BYTES = 16;

    private final Map<Value, Long> elements = new HashMap<>();

    /**
     * Returns the element of the list that has a large value already. Otherwise, and if the value is large, it belongs
     * to an element from now on.
     *
     * @param element the number of the element that is being written
     */
    OptionalLong earlier(Value value, long element) {
        if (!isLarge(value)) {
            return OptionalLong.empty();
        }
        Long known = elements.putIfAbsent(value, element);
        return known == null ? OptionalLong.empty() : OptionalLong.of(known);
    }

    /** Takes few steps for any value, because each member counts. */
    private static boolean isLarge(Value value) {
        Deque<Value> waiting = new ArrayDeque<>();
        waiting.push(value);
        long bytes = 0;
        while (!waiting.isEmpty() && bytes <= MOST_BYTES) {
            Value next = waiting.pop();
            if (next instanceof Text text) {
                bytes += text.length();
            } else if (next instanceof Composite composite) {
                bytes += (long) MEMBER_BYTES * composite.members().size();
                if (bytes <= MOST_BYTES) {
                    bytes += addMembers(composite, waiting);
                }
            }
        }
        return bytes > MOST_BYTES;
    }

    /** Adds the members to those that wait, and returns the bytes of their names. */
    private static long addMembers(Composite composite, Deque<Value> waiting) {
        long bytes = 0;
        switch (composite) {
            case VectorValue vector -> vector.members().forEach(waiting::push);
            case Tuple tuple -> {
                for (int i = 0; i < tuple.size(); i++) {
                    if (!tuple.nameAt(i).equals(Attributes.PARENT)) {
                        bytes += tuple.nameAt(i).length();
                        waiting.push(tuple.valueAt(i));
                    }
                }
            }
        }
        return bytes;
    }
}
