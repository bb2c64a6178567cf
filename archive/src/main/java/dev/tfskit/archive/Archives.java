// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import dev.tfskit.cpio.CpioReader;
import dev.tfskit.error.ArchiveException;
import dev.tfskit.io.Handover;
import dev.tfskit.io.IoConsumer;
import dev.tfskit.io.IoSupplier;
import dev.tfskit.source.Excludes;
import dev.tfskit.source.Notice;
import dev.tfskit.source.TreeSource;
import dev.tfskit.tar.ByteSource;
import dev.tfskit.tar.TarHeader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Opens archives as sources of images: tar and cpio, plain or compressed with gzip, xz, zstd, lz4 or bzip2, and zip.
 * The first bytes of an archive decide, not its name. A file is opened only once, so it can be a pipe.
 */
public final class Archives {

    private static final byte[] ZIP = {'P', 'K', 3, 4};
    private static final byte[] EMPTY_ZIP = {'P', 'K', 5, 6};
    /** A zip that was to be split, and was not. */
    private static final byte[] UNSPLIT_ZIP = {'P', 'K', '0', '0'};

    private static final byte[] TFS_VOLUME = {'N', 'V', 'M', 'T', 'F', 'S'};
    private static final String NO_ARCHIVE =
            "is not an archive that can be read; name a tar or cpio, plain or compressed with gzip, xz, zstd, "
                    + "lz4 or bzip2, a zip, or a directory";
    private static final String IMAGE_REFUSAL =
            "holds the image of a volume or of a disk, and no archive; write the image to a file, uncompressed, "
                    + "and name that file";

    private Archives() {}

    /**
     * Opens an archive that is a file.
     *
     * @param file the archive: a file, a device or a pipe
     * @param excludes entries that are left out without a notice
     * @param notices receives what else is left out
     * @return the source, which the caller closes
     * @throws ArchiveException when the file is not an archive that can be read
     * @throws IOException when the file cannot be read
     */
    public static TreeSource open(Path file, Excludes excludes, Consumer<Notice> notices) throws IOException {
        return open(file, ArchiveOptions.excluding(excludes), notices);
    }

    /**
     * Opens an archive that is a file.
     *
     * @param file the archive: a file, a device or a pipe
     * @param options how the archive is read
     * @param notices receives what is left out
     * @return the source, which the caller closes
     * @throws ArchiveException when the file is not an archive that can be read
     * @throws IOException when the file cannot be read
     */
    public static TreeSource open(Path file, ArchiveOptions options, Consumer<Notice> notices) throws IOException {
        return open(ArchiveInput.open(file), options, notices);
    }

    /**
     * Opens an archive in a file that is open.
     *
     * @param file the archive from the current position on: a file, a device or a pipe; closed with the source
     * @param name of the archive in messages
     * @param options how the archive is read
     * @param notices receives what is left out
     * @return the source, which the caller closes
     * @throws ArchiveException when the file is not an archive that can be read
     * @throws IOException when the file cannot be read
     */
    public static TreeSource open(FileChannel file, String name, ArchiveOptions options, Consumer<Notice> notices)
            throws IOException {
        return open(ArchiveInput.of(file, name), options, notices);
    }

    /**
     * Opens an archive that comes in a stream.
     *
     * @param stream read to its end, in this thread or another; closed with the source
     * @param name of the archive in messages
     * @param excludes entries that are left out without a notice
     * @param notices receives what else is left out
     * @return the source, which the caller closes
     * @throws ArchiveException when the stream is not an archive that can be read
     * @throws IOException when the stream cannot be read
     */
    public static TreeSource open(InputStream stream, String name, Excludes excludes, Consumer<Notice> notices)
            throws IOException {
        return open(ArchiveInput.of(stream, name), ArchiveOptions.excluding(excludes), notices);
    }

    /**
     * Opens a tar archive that is a part of something larger, such as a container image. It may have no bytes when its
     * end mark is optional.
     *
     * @param stream an uncompressed tar archive; closed with the source
     * @param name of the archive in messages
     * @param endMark whether a missing end mark is reported
     * @param options how the archive is read
     * @param notices receives what is left out
     * @return the source; it has read the stream to its end when it has no more entries; the caller closes it
     * @throws ArchiveException when the bytes are not a tar archive
     * @throws IOException when the stream cannot be read
     */
    public static TreeSource openPart(
            InputStream stream, String name, EndMark endMark, ArchiveOptions options, Consumer<Notice> notices)
            throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(stream, TarHeader.BYTES);
        byte[] start = start(buffered);
        if ((start.length > 0 || endMark == EndMark.EXPECTED) && !isTar(start, name)) {
            throw new ArchiveException(name, "is not a tar archive; it is damaged: copy or make it again");
        }
        return new TarSource(
                ByteSource.plain(buffered, name, ByteSource.Origin.STREAM),
                endMark,
                new KeptContents(ArchiveInput.of(stream, name), false, options.temporaryDirectory()),
                options,
                notices);
    }

    /**
     * Undoes the compression of an archive. The format follows from the first bytes. Other bytes behind the compressed
     * ones are refused, with the advice to unpack the archive.
     *
     * @param stream compressed or not
     * @param name of the archive in messages
     * @return the uncompressed bytes; closing it closes the stream
     * @throws IOException when the stream cannot be read
     */
    public static InputStream unpack(InputStream stream, String name) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(stream, TarHeader.BYTES);
        byte[] start = SkippedFrames.start(buffered, TarHeader.BYTES, name);
        CompressionFormat packing = CompressionFormat.of(start);
        return unpack(buffered, start, name, packing, refusalOfOtherBytes(name, packing));
    }

    /**
     * Undoes the compression of an archive. The format follows from the first bytes.
     *
     * @param stream compressed or not
     * @param name of the archive in messages
     * @param otherBytes receives the report that other bytes follow the compressed ones; if it does not fail, the
     *     uncompressed bytes end there
     * @return the uncompressed bytes; closing it closes the stream
     * @throws IOException when the stream cannot be read
     */
    public static InputStream unpack(InputStream stream, String name, IoConsumer<String> otherBytes)
            throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(stream, TarHeader.BYTES);
        byte[] start = SkippedFrames.start(buffered, TarHeader.BYTES, name);
        return unpack(buffered, start, name, CompressionFormat.of(start), otherBytes);
    }

    private static InputStream unpack(
            BufferedInputStream stream,
            byte[] start,
            String name,
            CompressionFormat packing,
            IoConsumer<String> otherBytes) {
        return packing == CompressionFormat.NONE ? stream : ReadAhead.start(stream, start, name, packing, otherBytes);
    }

    /** Returns what refuses bytes that follow compressed ones. They may be the rest of the archive. */
    private static IoConsumer<String> refusalOfOtherBytes(String name, CompressionFormat packing) {
        return report -> {
            throw new ArchiveException(
                    name, report + "; remove them, or unpack it with " + packing + " -dc and name the result");
        };
    }

    private static TreeSource open(ArchiveInput input, ArchiveOptions options, Consumer<Notice> notices)
            throws IOException {
        try (Handover handover = new Handover(input)) {
            byte[] start = SkippedFrames.start(input.stream(), TarHeader.BYTES, input.name());
            if (isZip(start)) {
                return handover.to(ZipSource.open(input, options, notices));
            }
            CompressionFormat packing = CompressionFormat.of(start);
            return handover.to(
                    packing == CompressionFormat.NONE
                            ? plain(input, start, options, notices)
                            : unpacked(input, start, packing, options, notices));
        }
    }

    private static TreeSource plain(ArchiveInput input, byte[] start, ArchiveOptions options, Consumer<Notice> notices)
            throws IOException {
        return source(
                ByteSource.plain(input.stream(), input.name(), input.origin()),
                start,
                new KeptContents(input, false, options.temporaryDirectory()),
                () -> otherFormat(input, options, notices),
                options,
                notices);
    }

    /** Opens a file that the first bytes do not show to be an archive. A program may stand in front of a zip. */
    private static TreeSource otherFormat(ArchiveInput input, ArchiveOptions options, Consumer<Notice> notices)
            throws IOException {
        Optional<FileChannel> file = input.file();
        if (file.isEmpty()) {
            throw new ArchiveException(input.name(), NO_ARCHIVE);
        }
        if (SplitZip.isPart(file.get())) {
            throw new ArchiveException(input.name(), SplitZip.REFUSAL);
        }
        if (ZipEnd.find(file.get(), input.start()).isEmpty()) {
            throw new ArchiveException(input.name(), NO_ARCHIVE);
        }
        return ZipSource.open(input, options, notices);
    }

    private static TreeSource unpacked(
            ArchiveInput input,
            byte[] start,
            CompressionFormat packing,
            ArchiveOptions options,
            Consumer<Notice> notices)
            throws IOException {
        BufferedInputStream unpacked = new BufferedInputStream(
                ReadAhead.start(
                        input.stream(), start, input.name(), packing, refusalOfOtherBytes(input.name(), packing)),
                TarHeader.BYTES);
        try (Handover handover = new Handover(unpacked)) {
            return handover.to(source(
                    ByteSource.unpacked(unpacked, input.name(), input.origin()),
                    start(unpacked),
                    new KeptContents(input, true, options.temporaryDirectory()),
                    () -> {
                        throw new ArchiveException(
                                input.name(),
                                "is compressed with " + packing
                                        + ", but what is compressed is not a tar or cpio archive");
                    },
                    options,
                    notices));
        }
    }

    private static TreeSource source(
            ByteSource bytes,
            byte[] start,
            KeptContents kept,
            IoSupplier<TreeSource> otherFormat,
            ArchiveOptions options,
            Consumer<Notice> notices)
            throws IOException {
        // First tar: the name of its first file can be a magic number of cpio.
        if (!TarHeader.begins(start)) {
            if (CpioReader.begins(start)) {
                return new CpioSource(bytes, kept, options, notices);
            }
            if (CpioReader.beginsOlder(start)) {
                throw new ArchiveException(
                        bytes.archive(), "is a cpio archive of an old form; make it with cpio -o -H newc");
            }
            if (!isTar(start, bytes.archive())) {
                if (isImage(start)) {
                    throw new ArchiveException(bytes.archive(), IMAGE_REFUSAL);
                }
                return otherFormat.get();
            }
        }
        return new TarSource(bytes, EndMark.EXPECTED, kept, options, notices);
    }

    private static byte[] start(BufferedInputStream stream) throws IOException {
        stream.mark(TarHeader.BYTES);
        byte[] start = stream.readNBytes(TarHeader.BYTES);
        stream.reset();
        return start;
    }

    /** Returns whether bytes begin a TFS volume or a disk. Neither can be read from front to back, as an archive is. */
    private static boolean isImage(byte[] start) {
        return MagicBytes.matches(start, TFS_VOLUME)
                || start.length == TarHeader.BYTES
                        && (start[TarHeader.BYTES - 2] & 0xff) == 0x55
                        && (start[TarHeader.BYTES - 1] & 0xff) == 0xaa;
    }

    private static boolean isZip(byte[] start) {
        return Stream.of(ZIP, EMPTY_ZIP, SplitZip.MARK, UNSPLIT_ZIP).anyMatch(each -> MagicBytes.matches(start, each))
                && !TarHeader.begins(start);
    }

    /**
     * Returns whether bytes begin a tar archive, perhaps one without entries.
     *
     * @throws ArchiveException when there are no bytes, or when the first header is damaged
     */
    private static boolean isTar(byte[] start, String name) throws ArchiveException {
        if (start.length == 0) {
            throw new ArchiveException(name, "is empty, not even an archive without entries; copy or make it again");
        }
        if (start.length < TarHeader.BYTES) {
            return false;
        }
        TarHeader first = new TarHeader(start);
        if (first.isZero() || first.hasRightChecksum()) {
            return true;
        }
        if (first.hasMagic()) {
            throw new ArchiveException(
                    name, "its first header has a wrong checksum; it is damaged: copy or make it again");
        }
        return false;
    }
}
