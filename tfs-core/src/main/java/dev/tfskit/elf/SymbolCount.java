// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.elf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * Counts the symbols of a dynamic section, which does not say how many there are. A hash table of the older form says
 * it. A GNU hash table covers only the symbols from some number to the end of the symbol table; the end of its last
 * chain is the last symbol. If it covers none, the relocations name all symbols that the loader binds.
 *
 * @param memory the bytes of the file
 * @param values the value of the first entry with a tag
 */
record SymbolCount(LoadedBytes memory, LongFunction<Optional<Long>> values) {

    private static final int PLT_BYTES = 2;
    private static final int HASH = 4;
    private static final int WITH_ADDEND = 7;
    private static final int WITH_ADDEND_BYTES = 8;
    private static final int WITHOUT_ADDEND = 17;
    private static final int WITHOUT_ADDEND_BYTES = 18;
    private static final int PLT_KIND = 20;
    private static final int PLT = 23;
    private static final int GNU_HASH = 0x6fff_fef5;

    /** The size of a number in both hash tables, which consist of numbers of 32 bits in either class. */
    private static final int HASH_WORD = Integer.BYTES;

    private static final String HASH_TABLE = "its hash table";
    private static final String RELOCATIONS = "its table of relocations";
    private static final int AT_ONCE = 1024;
    /** The most relocations that a file with an empty hash table may have. */
    private static final long MOST_RELOCATIONS = 1 << 24;

    /**
     * Returns the number of symbols.
     *
     * @return at most {@link DynamicSection#MOST_SYMBOLS}; 0 without a hash table
     * @throws ElfFormatException when a table is outside the file or too long
     * @throws IOException when the file cannot be read
     */
    long get() throws IOException {
        Optional<Long> hash = values.apply(HASH);
        if (hash.isPresent()) {
            // The number of buckets comes first, then that of the symbols.
            return possible(number(hash.get() + HASH_WORD));
        }
        Optional<Long> gnu = values.apply(GNU_HASH);
        return gnu.isPresent() ? inGnuTable(gnu.get()) : 0;
    }

    private long inGnuTable(long table) throws IOException {
        long buckets = possible(number(table));
        long first = possible(number(table + HASH_WORD));
        long filterWords = number(table + 2 * HASH_WORD);
        long start =
                table + 4 * HASH_WORD + filterWords * memory.file().elfClass().wordBytes();
        long last = highest(start, buckets);
        if (last == 0 || last < first) {
            return Math.max(first, possible(inRelocations()));
        }
        long chains = start + buckets * HASH_WORD;
        return possible(last + lengthOfChain(chains + (last - first) * HASH_WORD));
    }

    /** Returns the number of hashes up to the one whose lowest bit marks the end of the chain. */
    private long lengthOfChain(long chain) throws IOException {
        long length = 0;
        while (true) {
            ByteBuffer hashes = memory.readSome(chain + length * HASH_WORD, HASH_WORD, AT_ONCE * HASH_WORD, HASH_TABLE);
            for (int at = 0; at + HASH_WORD <= hashes.limit(); at += HASH_WORD) {
                length = possible(length + 1);
                if ((hashes.getInt(at) & 1) != 0) {
                    return length;
                }
            }
        }
    }

    /** Returns the highest number in the buckets, which is that of the first symbol of the last chain. */
    private long highest(long start, long buckets) throws IOException {
        long highest = 0;
        for (long done = 0; done < buckets; done += AT_ONCE) {
            int some = (int) Math.min(AT_ONCE, buckets - done);
            ByteBuffer words = memory.read(start + done * HASH_WORD, some * HASH_WORD, HASH_TABLE);
            for (int at = 0; at < some * HASH_WORD; at += HASH_WORD) {
                highest = Math.max(highest, Integer.toUnsignedLong(words.getInt(at)));
            }
        }
        return possible(highest);
    }

    private long number(long address) throws IOException {
        return Integer.toUnsignedLong(
                memory.read(address, HASH_WORD, HASH_TABLE).getInt(0));
    }

    /** Returns the number of symbols up to the last one that a relocation names. */
    private long inRelocations() throws IOException {
        boolean isPltWithAddend =
                values.apply(PLT_KIND).filter(kind -> kind == WITH_ADDEND).isPresent();
        return Math.max(
                inRelocations(PLT, PLT_BYTES, isPltWithAddend),
                Math.max(
                        inRelocations(WITH_ADDEND, WITH_ADDEND_BYTES, true),
                        inRelocations(WITHOUT_ADDEND, WITHOUT_ADDEND_BYTES, false)));
    }

    private long inRelocations(int tag, int bytesTag, boolean withAddend) throws IOException {
        Optional<Long> table = values.apply(tag);
        if (table.isEmpty()) {
            return 0;
        }
        ElfClass elfClass = memory.file().elfClass();
        int entryBytes = (withAddend ? 3 : 2) * elfClass.wordBytes();
        long count = Long.divideUnsigned(values.apply(bytesTag).orElse(0L), entryBytes);
        if (count > MOST_RELOCATIONS) {
            throw new ElfFormatException(
                    "it has " + count + " relocations, and at most " + MOST_RELOCATIONS + " are possible");
        }
        long most = 0;
        for (long done = 0; done < count; done += AT_ONCE) {
            int some = (int) Math.min(AT_ONCE, count - done);
            ByteBuffer entries = memory.read(table.get() + done * entryBytes, some * entryBytes, RELOCATIONS);
            for (int at = 0; at < some * entryBytes; at += entryBytes) {
                most = Math.max(most, elfClass.relocatedSymbol(entries, at) + 1);
            }
        }
        return most;
    }

    private static long possible(long count) throws ElfFormatException {
        if (count > DynamicSection.MOST_SYMBOLS) {
            throw new ElfFormatException(
                    "it has " + count + " symbols, and at most " + DynamicSection.MOST_SYMBOLS + " are possible");
        }
        return count;
    }
}
