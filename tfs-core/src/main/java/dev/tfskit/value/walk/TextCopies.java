// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.value.walk;

import dev.tfskit.value.Composite;
import dev.tfskit.value.Text;
import dev.tfskit.value.Value;

/**
 * Limits the copies that are made of texts which a log holds only as references to symbols (docs/format.md, section
 * 2.3). A log of a megabyte can refer to one long symbol so often that the copies would fill any disk. No known writer
 * makes such references, so the limit concerns no usual image. Not thread-safe.
 */
public final class TextCopies {

    /** The most bytes that all copies take together. */
    public static final long MOST_BYTES = 16_000_000;

    private final CompositeWalk walk = CompositeWalk.once();
    private long left = MOST_BYTES;

    /** Creates a limit of which nothing is used yet. */
    public TextCopies() {}

    /**
     * Returns whether a value can be copied. The texts in a tuple or vector count once, also when several values have
     * it in common.
     *
     * @param value the value
     * @return false when its texts by reference, and those of the values before it, have more bytes than the limit
     */
    public boolean allow(Value value) {
        if (value instanceof Text text) {
            return allow(text);
        }
        walk.add(value);
        while (walk.hasNext()) {
            for (Value member : walk.next().members()) {
                if (member instanceof Text text) {
                    allow(text);
                } else {
                    walk.add(member);
                }
            }
        }
        // Once the limit is exceeded, the walk does not tell which values have the texts that exceed it.
        return left >= 0 || !(value instanceof Composite);
    }

    private boolean allow(Text text) {
        if (text.isReference()) {
            left -= text.length();
        }
        return left >= 0 || !text.isReference();
    }
}
