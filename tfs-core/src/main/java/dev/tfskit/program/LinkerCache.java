// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.program;

import dev.tfskit.schema.Limits;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The names and paths in {@code /etc/ld.so.cache}, as {@code ldconfig} of glibc writes it. A cache that is damaged or
 * of the other byte order counts as empty, as it does for the loader: the directories are searched then. So does a
 * cache whose strings overlap so much that they have several times its length. Immutable.
 */
final class LinkerCache {

    private static final int MOST_BYTES = 64 << 20;
    private static final Text FILE = Text.of("/etc/ld.so.cache");
    private static final byte[] OLD_MAGIC = "ld.so-1.7.0".getBytes(StandardCharsets.US_ASCII);
    private static final int OLD_COUNT = 12;
    private static final int OLD_HEADER_BYTES = 16;
    private static final int OLD_ENTRY_BYTES = 12;
    private static final byte[] MAGIC = "glibc-ld.so.cache1.1".getBytes(StandardCharsets.US_ASCII);
    private static final int COUNT = 20;
    private static final int HEADER_BYTES = 48;
    private static final int ENTRY_BYTES = 24;
    private static final int NAME = 4;
    private static final int PATH = 8;
    private static final int PROCESSOR = 16;

    private final Map<Text, Set<Entry>> entries = new HashMap<>();

    /**
     * A library.
     *
     * @param path its path
     * @param isVariant whether only some processors use it: it has capabilities of a processor beside it, or the number
     *     of a directory of {@code glibc-hwcaps} in the table at the end of the cache
     */
    record Entry(Text path, boolean isVariant) implements Comparable<Entry> {

        private static final Comparator<Entry> ORDER =
                Comparator.comparing(Entry::path).thenComparing(Entry::isVariant);

        @Override
        public int compareTo(Entry other) {
            return ORDER.compare(this, other);
        }
    }

    /** The strings of a cache. Many entries can have the same string, so each is read once. */
    private static final class Strings {

        /**
         * The length of all strings for each byte of the cache. {@code ldconfig} makes a name the end of a path, and a
         * path the end of another one.
         */
        private static final long MOST_OVERLAP = 4;

        private final byte[] bytes;
        private final int start;
        private final Map<Integer, Optional<Text>> known = new HashMap<>();
        private long read;

        /**
         * Creates strings of which none has been read.
         *
         * @param bytes the cache
         * @param start the offset of the table, from which the offsets of strings count
         */
        Strings(byte[] bytes, int start) {
            this.bytes = bytes;
            this.start = start;
        }

        /** Returns the string at an offset from the table; empty if it is outside the cache or too long for a path. */
        Optional<Text> at(int offset) {
            return known.computeIfAbsent(offset, this::read);
        }

        private Optional<Text> read(int offset) {
            long first = start + Integer.toUnsignedLong(offset);
            if (first >= bytes.length) {
                return Optional.empty();
            }
            int end = (int) first;
            while (end < bytes.length && end - first <= Limits.PATH_BYTES && bytes[end] != 0) {
                end++;
            }
            read += end - first;
            return end - first > Limits.PATH_BYTES
                    ? Optional.empty()
                    : Optional.of(Text.wrap(Arrays.copyOfRange(bytes, (int) first, end)));
        }

        boolean overlapTooMuch() {
            return read > MOST_OVERLAP * bytes.length;
        }
    }

    private LinkerCache() {}

    static LinkerCache of(TreeView view) throws IOException {
        LinkerCache cache = new LinkerCache();
        Optional<TreeView.Located> file = view.find(FILE);
        if (file.isPresent()
                && file.get().found().entry() instanceof SourceEntry.File found
                && found.size() <= MOST_BYTES) {
            cache.read(SmallFile.read(found, MOST_BYTES));
        }
        return cache;
    }

    /** Returns the libraries of a name, each once, in the order of the cache, which is that of the loader's choice. */
    Collection<Entry> entries(Text name) {
        return entries.getOrDefault(name, Set.of());
    }

    private void read(byte[] bytes) {
        ByteBuffer cache = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int start = startOf(cache);
        if (start + HEADER_BYTES > bytes.length || !hasAt(bytes, start, MAGIC)) {
            return;
        }
        long count = Integer.toUnsignedLong(cache.getInt(start + COUNT));
        if (count > (bytes.length - start - HEADER_BYTES) / ENTRY_BYTES) {
            return;
        }
        Strings strings = new Strings(bytes, start);
        for (int i = 0; i < count; i++) {
            int entry = start + HEADER_BYTES + i * ENTRY_BYTES;
            Optional<Text> name = strings.at(cache.getInt(entry + NAME));
            Optional<Text> path = strings.at(cache.getInt(entry + PATH));
            if (strings.overlapTooMuch()) {
                entries.clear();
                return;
            }
            if (name.isPresent() && path.isPresent()) {
                boolean isVariant = cache.getLong(entry + PROCESSOR) != 0;
                entries.computeIfAbsent(name.get(), unknown -> new LinkedHashSet<>())
                        .add(new Entry(path.get(), isVariant));
            }
        }
    }

    /** Returns the offset of the table that counts: caches of old versions have another one before it. */
    private static int startOf(ByteBuffer cache) {
        byte[] bytes = cache.array();
        if (bytes.length < OLD_HEADER_BYTES || !hasAt(bytes, 0, OLD_MAGIC)) {
            return 0;
        }
        long count = Integer.toUnsignedLong(cache.getInt(OLD_COUNT));
        long end = OLD_HEADER_BYTES + count * OLD_ENTRY_BYTES;
        long aligned = (end + 7) / 8 * 8;
        return (int) Math.min(aligned, bytes.length);
    }

    private static boolean hasAt(byte[] bytes, int offset, byte[] expected) {
        return offset + expected.length <= bytes.length
                && Arrays.equals(bytes, offset, offset + expected.length, expected, 0, expected.length);
    }
}
