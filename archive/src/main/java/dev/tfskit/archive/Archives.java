// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import dev.tfskit.error.ArchiveException;
import dev.tfskit.source.Excludes;
import dev.tfskit.source.Notice;
import dev.tfskit.source.TreeSource;
import dev.tfskit.tar.ByteSource;
import dev.tfskit.tar.TarHeader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Opens archives as sources of images: tar, plain or compressed with gzip, xz, zstd, lz4 or bzip2, and zip. What it is,
 * its first bytes say, not its name.
 */
public final class Archives {

    private static final int BUFFER_BYTES = 256 << 10;
    private static final byte[] ZIP = {'P', 'K', 3, 4};
    private static final byte[] EMPTY_ZIP = {'P', 'K', 5, 6};

    private Archives() {}

    /**
     * Opens an archive that is a file.
     *
     * @param file the archive; a pipe or a device will do for a tar
     * @param excludes entries that are passed over without a word
     * @param notices told what was left out
     * @return the source; the caller closes it
     * @throws ArchiveException when it is none that can be read
     * @throws IOException when the file cannot be read
     */
    public static TreeSource open(Path file, Excludes excludes, Consumer<Notice> notices) throws IOException {
        InputStream stream = Files.newInputStream(file);
        try {
            BufferedInputStream buffered = new BufferedInputStream(stream, BUFFER_BYTES);
            byte[] start = start(buffered);
            if (isZip(start)) {
                if (!Files.isRegularFile(file)) {
                    throw zipInStream(file.toString());
                }
                stream.close();
                return ZipSource.open(file, excludes, notices);
            }
            return open(buffered, start, file.toString(), excludes, notices);
        } catch (IOException | RuntimeException e) {
            stream.close();
            throw e;
        }
    }

    /**
     * Opens a tar archive that comes along.
     *
     * @param stream read in this thread or another; closed with the source
     * @param name of the archive in messages
     * @param excludes entries that are passed over without a word
     * @param notices told what was left out
     * @return the source; the caller closes it
     * @throws ArchiveException when it is none that can be read
     * @throws IOException when the stream cannot be read
     */
    public static TreeSource open(InputStream stream, String name, Excludes excludes, Consumer<Notice> notices)
            throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(stream, BUFFER_BYTES);
        byte[] start = start(buffered);
        if (isZip(start)) {
            throw zipInStream(name);
        }
        return open(buffered, start, name, excludes, notices);
    }

    /**
     * Opens a tar archive whose bytes the caller compares with a checksum when the source has ended. So it may lack the
     * mark at its end, and it may have no bytes at all.
     *
     * @param stream an uncompressed tar archive; closed with the source
     * @param name of the archive in messages
     * @param excludes entries that are passed over without a word
     * @param notices told what was left out
     * @return the source; it has read the stream to its end when it has no more entries; the caller closes it
     * @throws ArchiveException when the bytes are no tar archive
     * @throws IOException when the stream cannot be read
     */
    public static TreeSource openVerified(InputStream stream, String name, Excludes excludes, Consumer<Notice> notices)
            throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(stream, BUFFER_BYTES);
        byte[] start = start(buffered);
        if (start.length > 0) {
            checkTar(start, name, "is no tar archive");
        }
        return new TarSource(ByteSource.plain(buffered, name), excludes, notices, EndMark.OPTIONAL);
    }

    /**
     * Undoes the compression of an archive. The first bytes tell the format.
     *
     * @param stream compressed or not
     * @param name of the archive in messages
     * @return the uncompressed bytes; closing it closes the stream
     * @throws IOException when the stream cannot be read
     */
    public static InputStream unpack(InputStream stream, String name) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(stream, BUFFER_BYTES);
        byte[] start = start(buffered);
        CompressionFormat packing = CompressionFormat.of(start);
        return packing == CompressionFormat.NONE ? buffered : ReadAhead.start(buffered, start, name, packing);
    }

    private static ArchiveException zipInStream(String name) {
        return new ArchiveException(
                name, "is a zip archive, which has its directory at its end; write it to a file and name that");
    }

    private static TreeSource open(
            BufferedInputStream stream, byte[] start, String name, Excludes excludes, Consumer<Notice> notices)
            throws IOException {
        CompressionFormat packing = CompressionFormat.of(start);
        if (packing == CompressionFormat.NONE) {
            checkTar(
                    start,
                    name,
                    "is no archive that can be read; name a tar, plain or compressed with gzip, xz, zstd, lz4 or "
                            + "bzip2, a zip, "
                            + "or a directory");
            return new TarSource(ByteSource.plain(stream, name), excludes, notices, EndMark.EXPECTED);
        }
        BufferedInputStream unpacked =
                new BufferedInputStream(ReadAhead.start(stream, start, name, packing), TarHeader.BYTES);
        try {
            checkTar(
                    start(unpacked),
                    name,
                    "is compressed with " + packing + ", but what is compressed is no tar archive");
            return new TarSource(ByteSource.unpacked(unpacked, name), excludes, notices, EndMark.EXPECTED);
        } catch (IOException | RuntimeException e) {
            unpacked.close();
            throw e;
        }
    }

    private static byte[] start(BufferedInputStream stream) throws IOException {
        stream.mark(TarHeader.BYTES);
        byte[] start = stream.readNBytes(TarHeader.BYTES);
        stream.reset();
        return start;
    }

    private static boolean isZip(byte[] start) {
        return MagicBytes.matches(start, ZIP) || MagicBytes.matches(start, EMPTY_ZIP);
    }

    private static void checkTar(byte[] start, String name, String refusal) throws ArchiveException {
        if (start.length == 0) {
            throw new ArchiveException(name, "is empty, not even an archive without entries");
        }
        if (start.length < TarHeader.BYTES) {
            throw new ArchiveException(name, refusal);
        }
        TarHeader first = new TarHeader(start);
        if (!first.isZero() && !first.hasRightChecksum()) {
            throw new ArchiveException(
                    name, first.hasMagic() ? "its first header has a wrong checksum; it is damaged" : refusal);
        }
    }
}
