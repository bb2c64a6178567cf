// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import dev.tfskit.error.ArchiveException;
import dev.tfskit.io.ByteRange;
import dev.tfskit.message.Messages;
import dev.tfskit.source.Content;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/** The bytes of an entry of a zip archive. Each opening unpacks them from the first byte on. */
final class ZipContent implements Content {

    /**
     * The size in bytes from which an entry counts as a stream: it is read in several pieces, and unpacking each piece
     * from the start would take too long.
     */
    private static final long STREAMED_FROM_BYTES = 1 << 20;

    private static final int BUFFER_BYTES = 64 << 10;

    private final ZipFile zip;
    private final ZipArchiveEntry entry;
    private final Object name;

    /**
     * Describes the content of an entry.
     *
     * @param name its {@code toString} is the name of the file in messages, and is called only for a message
     */
    ZipContent(ZipFile zip, ZipArchiveEntry entry, Object name) {
        this.zip = zip;
        this.entry = entry;
        this.name = name;
    }

    @Override
    public boolean isStreamed() {
        return entry.getSize() > STREAMED_FROM_BYTES;
    }

    @Override
    public Optional<List<ByteRange>> dataRanges() {
        return Optional.empty();
    }

    @Override
    public Reader open() throws IOException {
        try {
            return new Unpacking(zip.getInputStream(entry));
        } catch (IOException | RuntimeException e) {
            throw damaged(Messages.reasonOf(e));
        }
    }

    private ArchiveException damaged(String what) {
        return new ArchiveException(
                name.toString(), what + "; the archive is damaged or incomplete: copy or make it again");
    }

    /** Returns its name in messages. */
    @Override
    public String toString() {
        return name.toString();
    }

    private final class Unpacking implements Reader {

        private final InputStream stream;
        private final CRC32 sum = new CRC32();
        private final byte[] buffer = new byte[(int) Math.min(BUFFER_BYTES, entry.getSize() + 1)];
        private long unpacked;

        Unpacking(InputStream stream) {
            this.stream = stream;
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            while (unpacked < position) {
                if (unpack((int) Math.min(buffer.length, position - unpacked)) < 0) {
                    return -1;
                }
            }
            int count = unpack(Math.min(buffer.length, target.remaining()));
            target.put(buffer, 0, Math.max(0, count));
            return count;
        }

        private int unpack(int most) throws IOException {
            int count;
            try {
                count = stream.read(buffer, 0, most);
            } catch (IOException | RuntimeException e) {
                throw damaged(Messages.reasonOf(e));
            }
            sum.update(buffer, 0, Math.max(0, count));
            unpacked += Math.max(0, count);
            if (unpacked > entry.getSize() || count < 0 && unpacked < entry.getSize()) {
                throw damaged("its length is not that of what was unpacked");
            }
            if (unpacked == entry.getSize() && count > 0 && sum.getValue() != entry.getCrc()) {
                throw damaged("its checksum is wrong");
            }
            return count;
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }
}
