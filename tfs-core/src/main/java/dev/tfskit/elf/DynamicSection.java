// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.elf;

import dev.tfskit.message.Messages;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an ELF file requires of the dynamic loader: the libraries it needs, where they are searched, and the symbols
 * that other files must define. The constants of this class bound the memory, whatever the file claims. Each call reads
 * the file through the {@link ByteReader} of the {@link ElfFile}. Not thread-safe.
 */
public final class DynamicSection {

    /** The most entries of the section that are read. */
    public static final int MOST_ENTRIES = 65_536;
    /** The most bytes of a string, such as the name of a library, including the zero at its end. */
    public static final int MOST_STRING_BYTES = 4096;
    /**
     * The most bytes of the names of all needed libraries. Names can overlap, so a small file can have many long ones.
     */
    public static final int MOST_NEEDED_BYTES = 4 << 20;
    /** The most symbols that a file may have. */
    public static final int MOST_SYMBOLS = 1 << 22;

    private static final int END = 0;
    private static final int NEEDED = 1;
    private static final int STRING_TABLE = 5;
    private static final int SYMBOL_TABLE = 6;
    private static final int SHARED_OBJECT_NAME = 14;
    private static final int LIBRARY_PATH = 15;
    private static final int LIBRARY_RUN_PATH = 29;
    private static final int FLAGS_1 = 0x6fff_fffb;
    private static final long NO_DEFAULT_DIRECTORIES = 0x800;

    private static final int SYMBOLS_AT_ONCE = 1024;

    private final ElfFile file;
    private final LoadedBytes memory;
    private final List<Entry> entries;

    /** A tag and its value, a number or an address. */
    private record Entry(long tag, long value) {}

    private DynamicSection(ElfFile file, List<ElfSegment> segments, List<Entry> entries) {
        this.file = file;
        this.memory = new LoadedBytes(file, segments);
        this.entries = entries;
    }

    static DynamicSection read(ElfFile file, ElfSegment section, List<ElfSegment> segments) throws IOException {
        int wordBytes = file.elfClass().wordBytes();
        long count = Long.divideUnsigned(section.fileBytes(), 2L * wordBytes);
        if (Long.compareUnsigned(count, MOST_ENTRIES) > 0) {
            throw new ElfFormatException("its dynamic section has " + Long.toUnsignedString(count)
                    + " entries, and at most " + MOST_ENTRIES + " are possible");
        }
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ByteBuffer words = file.readAll(
                    section.offset() + 2L * wordBytes * i, 2 * wordBytes, "entry " + i + " of its dynamic section");
            long tag = file.elfClass().word(words, 0);
            if (tag == END) {
                break;
            }
            entries.add(new Entry(tag, file.elfClass().word(words, wordBytes)));
        }
        return new DynamicSection(file, segments, entries);
    }

    /**
     * Returns the names of the libraries that the file needs (DT_NEEDED), in the order of the section.
     *
     * @return names without a zero; a name with a slash is a path
     * @throws ElfFormatException when a name is outside the file, or names are too long
     * @throws IOException when the file cannot be read
     */
    public List<Text> needed() throws IOException {
        List<Text> names = new ArrayList<>();
        int bytes = 0;
        for (Entry entry : entries) {
            if (entry.tag == NEEDED) {
                Text name = string(entry.value, "the name of a library that it needs");
                bytes += name.length();
                if (bytes > MOST_NEEDED_BYTES) {
                    throw new ElfFormatException("the names of the libraries that it needs have more than "
                            + Messages.bytes(MOST_NEEDED_BYTES));
                }
                names.add(name);
            }
        }
        return names;
    }

    /**
     * Returns the soname: the name under which other files need this one (DT_SONAME).
     *
     * @return the name; empty if the file has none
     * @throws ElfFormatException when the name is outside the file or too long
     * @throws IOException when the file cannot be read
     */
    public Optional<Text> sharedObjectName() throws IOException {
        return optionalString(SHARED_OBJECT_NAME, "its own name");
    }

    /**
     * Returns the directories that are searched for the libraries of this file and of those that it loads (DT_RPATH).
     *
     * @return directories with colons between them; empty if the file names none
     * @throws ElfFormatException when the text is outside the file or too long
     * @throws IOException when the file cannot be read
     */
    public Optional<Text> libraryPath() throws IOException {
        return optionalString(LIBRARY_PATH, "its library path");
    }

    /**
     * Returns the directories that are searched for the libraries of this file alone (DT_RUNPATH).
     *
     * @return directories with colons between them; empty if the file names none
     * @throws ElfFormatException when the text is outside the file or too long
     * @throws IOException when the file cannot be read
     */
    public Optional<Text> libraryRunPath() throws IOException {
        return optionalString(LIBRARY_RUN_PATH, "its library run path");
    }

    /**
     * Returns whether the default directories are not searched for the libraries of this file (DF_1_NODEFLIB).
     *
     * @return true if they are passed over
     */
    public boolean skipsDefaultDirectories() {
        return entry(FLAGS_1)
                .filter(entry -> (entry.value & NO_DEFAULT_DIRECTORIES) != 0)
                .isPresent();
    }

    /**
     * Returns which of some symbols the file uses and does not define.
     *
     * @param names the names of symbols
     * @return those that another file must define, in the order of the symbol table
     * @throws ElfFormatException when the symbol table, or one that tells its length, is outside the file or too long
     * @throws IOException when the file cannot be read
     */
    public Set<Text> undefined(Set<Text> names) throws IOException {
        Optional<Entry> table = entry(SYMBOL_TABLE);
        Set<Text> found = new LinkedHashSet<>();
        if (table.isEmpty()) {
            return found;
        }
        int symbolBytes = file.elfClass().symbolBytes();
        int longest = names.stream().mapToInt(Text::length).max().orElse(0);
        long count = new SymbolCount(memory, tag -> entry(tag).map(Entry::value)).get();
        for (long first = 0; first < count && found.size() < names.size(); first += SYMBOLS_AT_ONCE) {
            int some = (int) Math.min(SYMBOLS_AT_ONCE, count - first);
            ByteBuffer symbols =
                    memory.read(table.get().value + first * symbolBytes, some * symbolBytes, "its symbol table");
            for (int at = 0; at < some * symbolBytes; at += symbolBytes) {
                if (file.elfClass().symbolSection(symbols, at) == 0 && symbols.getInt(at) != 0) {
                    symbolName(Integer.toUnsignedLong(symbols.getInt(at)), longest)
                            .filter(names::contains)
                            .ifPresent(found::add);
                }
            }
        }
        return found;
    }

    private Optional<Entry> entry(long tag) {
        return entries.stream().filter(entry -> entry.tag == tag).findFirst();
    }

    private Optional<Text> optionalString(int tag, String what) throws IOException {
        Optional<Entry> entry = entry(tag);
        return entry.isEmpty() ? Optional.empty() : Optional.of(string(entry.get().value, what));
    }

    private Text string(long index, String what) throws IOException {
        return Text.wrap(stringBytes(index, MOST_STRING_BYTES, what)
                .orElseThrow(() ->
                        new ElfFormatException(what + " has no end within " + Messages.bytes(MOST_STRING_BYTES))));
    }

    /** Returns the name of a symbol, if it is no longer than a number of bytes. */
    private Optional<Text> symbolName(long index, int longest) throws IOException {
        return stringBytes(index, longest + 1, "the name of a symbol").map(Text::wrap);
    }

    /** Returns the bytes up to the next zero; empty if there is none among so many. */
    private Optional<byte[]> stringBytes(long index, int mostBytes, String what) throws IOException {
        Optional<Entry> table = entry(STRING_TABLE);
        if (table.isEmpty()) {
            throw new ElfFormatException("its dynamic section names no string table");
        }
        return file.readUntilZero(memory.fileOffset(table.get().value + index, what), mostBytes, what);
    }
}
