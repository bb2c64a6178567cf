// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.tar;

import dev.tfskit.schema.Permissions;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * Writes an archive in the POSIX form: ustar headers, and before an entry PAX records for what they cannot hold. The
 * writer of commons-compress does not fit: it passes names and extended attributes on as text, which loses bytes that
 * are not text, and it cannot write sparse files.
 *
 * <p>PAX names are UTF-8. Other names are stored unchanged in the ustar header; a name that is too long for the header
 * stands in front of it, in the older GNU form. GNU tar and bsdtar read both forms without a warning. In PAX records
 * such names would need a further record that declares them binary: GNU tar warns when it is there, and bsdtar when it
 * is not. Not thread-safe.
 */
public final class TarWriter {

    private static final int RECORD_BYTES = 10 << 10;
    private static final int END_BYTES = 2 * TarHeader.BYTES;
    private static final String RECORDS_DIRECTORY = "./PaxHeaders/";
    private static final String SPARSE_DIRECTORY = "./GNUSparseFile.0/";
    private static final Text LONG_NAME = Text.of("././@LongLink");
    private static final byte[] NOTHING = {};

    private final OutputStream target;
    private final byte[] buffer = new byte[8 * RECORD_BYTES];
    private int buffered;
    private long position;

    /**
     * Begins an archive.
     *
     * @param target the stream, which stays open
     */
    public TarWriter(OutputStream target) {
        this.target = target;
    }

    /** Begins an entry. Exactly {@link TarEntry#storedBytes} bytes must follow, and then {@link #pad}. */
    public void begin(TarEntry entry) throws IOException {
        PaxRecords records = records(entry);
        byte[] name = entry.name().toByteArray();
        if (entry.sparseBytes().isPresent() && entry.name().isUtf8()) {
            // A reader that cannot restore the holes makes a file in this directory, which shows that it is not the
            // file itself.
            records.add("GNU.sparse.name", entry.name());
            name = (SPARSE_DIRECTORY + lastName(entry.name())).getBytes(StandardCharsets.UTF_8);
        } else {
            addName(records, "path", TarType.LONG_NAME, entry.name());
        }
        addName(records, "linkpath", TarType.LONG_TARGET, entry.target());
        if (!records.isEmpty()) {
            Text shown = Text.of(RECORDS_DIRECTORY + lastName(entry.name()));
            writeExtra(TarType.RECORDS, shown, records.toByteArray(), entry.modified());
        }
        put(TarHeader.of(
                        entry.type(),
                        name,
                        entry.target().toByteArray(),
                        entry.storedBytes(),
                        entry.permissions(),
                        entry.modified(),
                        entry.node())
                .toByteArray());
    }

    private static PaxRecords records(TarEntry entry) {
        PaxRecords records = new PaxRecords();
        Instant modified = entry.modified();
        if (modified.getNano() != 0
                || modified.getEpochSecond() < 0
                || modified.getEpochSecond() > TarHeader.LARGEST_NUMBER) {
            records.addTime("mtime", modified);
        }
        Permissions permissions = entry.permissions();
        if (permissions.uid() > TarHeader.LARGEST_ID) {
            records.add("uid", Long.toString(permissions.uid()));
        }
        if (permissions.gid() > TarHeader.LARGEST_ID) {
            records.add("gid", Long.toString(permissions.gid()));
        }
        if (entry.storedBytes() > TarHeader.LARGEST_NUMBER) {
            records.add("size", Long.toString(entry.storedBytes()));
        }
        if (entry.sparseBytes().isPresent()) {
            records.add("GNU.sparse.major", "1");
            records.add("GNU.sparse.minor", "0");
            records.add("GNU.sparse.realsize", Long.toString(entry.sparseBytes().getAsLong()));
        }
        entry.extendedAttributes().forEach(records::addExtendedAttribute);
        return records;
    }

    private void addName(PaxRecords records, String keyword, TarType older, Text name) throws IOException {
        boolean fits = name.length() <= TarHeader.NAME_BYTES;
        if (fits && isAscii(name)) {
            return;
        }
        if (name.isUtf8()) {
            records.add(keyword, name);
        } else if (!fits) {
            writeExtra(older, LONG_NAME, Arrays.copyOf(name.toByteArray(), name.length() + 1), Instant.EPOCH);
        }
    }

    private static boolean isAscii(Text text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.byteAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static String lastName(Text path) {
        String text = path.decode();
        int end = text.endsWith("/") ? text.length() - 1 : text.length();
        return text.substring(text.lastIndexOf('/', end - 1) + 1, end);
    }

    private void writeExtra(TarType type, Text name, byte[] content, Instant modified) throws IOException {
        put(TarHeader.of(
                        type, name.toByteArray(), NOTHING, content.length, Permissions.FILE, modified, Optional.empty())
                .toByteArray());
        put(content);
        pad();
    }

    /** Adds bytes to the current entry. */
    public void put(byte[] bytes) throws IOException {
        put(ByteBuffer.wrap(bytes));
    }

    /** Adds bytes to the current entry. */
    public void put(ByteBuffer bytes) throws IOException {
        position += bytes.remaining();
        while (bytes.hasRemaining()) {
            int count = Math.min(bytes.remaining(), buffer.length - buffered);
            bytes.get(buffer, buffered, count);
            advance(count);
        }
    }

    /** Adds zeros to the current entry. */
    public void putZeros(long zeros) throws IOException {
        position += zeros;
        for (long left = zeros; left > 0; ) {
            int count = (int) Math.min(left, buffer.length - buffered);
            Arrays.fill(buffer, buffered, buffered + count, (byte) 0);
            advance(count);
            left -= count;
        }
    }

    private void advance(int count) throws IOException {
        buffered += count;
        if (buffered == buffer.length) {
            flush();
        }
    }

    private void flush() throws IOException {
        target.write(buffer, 0, buffered);
        buffered = 0;
    }

    /** Ends the contents of an entry: adds zeros up to the next block, where a header can begin. */
    public void pad() throws IOException {
        pad(TarHeader.BYTES);
    }

    private void pad(int unit) throws IOException {
        putZeros(Math.ceilDiv(position, unit) * (long) unit - position);
    }

    /** Ends the archive with its mark and padding, and flushes the stream. */
    public void finish() throws IOException {
        putZeros(END_BYTES);
        pad(RECORD_BYTES);
        flush();
        target.flush();
    }
}
