// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.value;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The name of an attribute or of a directory entry: raw bytes that the log's dictionary numbers (docs/format.md,
 * section 2.3). Symbols are ordered by their bytes, as unsigned numbers. This class itself implements
 * {@code Comparable<Symbol>}, not its superclass: only then does a {@code HashMap} order keys of equal hash in a tree,
 * so that names that were chosen to collide do not make it slow.
 */
public final class Symbol extends ByteString implements Comparable<Symbol> {

    /**
     * The order of this symbol and others that begin as it does, once they have been compared. An image can hold two
     * names of megabytes that differ in their last byte alone, and have both at any number of inodes.
     */
    private volatile @Nullable Map<Symbol, Integer> order;

    private Symbol(byte[] bytes) {
        super(bytes);
    }

    /**
     * Returns the symbol of a string, as UTF-8.
     *
     * @param text the string
     * @return the symbol
     */
    public static Symbol of(String text) {
        return new Symbol(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Returns the symbol of a copy of some bytes.
     *
     * @param bytes the bytes
     * @return the symbol
     */
    public static Symbol copyOf(byte[] bytes) {
        return new Symbol(bytes.clone());
    }

    /**
     * Returns the symbol of an array without a copy. The array must not change afterwards.
     *
     * @param bytes the bytes
     * @return the symbol
     */
    public static Symbol wrap(byte[] bytes) {
        return new Symbol(bytes);
    }

    @Override
    public int compareTo(Symbol other) {
        return beginsAs(other) ? compareLong(other) : compareBytes(other);
    }

    private int compareLong(Symbol other) {
        Map<Symbol, Integer> known = order;
        if (known == null) {
            known = new ConcurrentHashMap<>();
            // Of several threads, one may lose what it has compared, which costs time alone.
            order = known;
        }
        Integer result = known.get(other);
        if (result == null) {
            result = Integer.signum(compareBytes(other));
            known.put(other, result);
        }
        return result;
    }
}
