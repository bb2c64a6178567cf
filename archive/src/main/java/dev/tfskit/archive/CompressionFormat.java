// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import dev.tfskit.tar.TarHeader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4FrameOutputStream;
import net.jpountz.xxhash.XXHashFactory;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;

/**
 * The compression of an archive. When an archive is read, its first bytes decide; when it is written, the name of its
 * file. The same bytes always give the same result.
 */
public enum CompressionFormat {

    /** No compression. */
    NONE("") {
        @Override
        InputStream unpack(InputStream packed, byte[] start) {
            return packed;
        }

        @Override
        public OutputStream compress(OutputStream target) {
            return target;
        }
    },

    /** gzip; several members in a row are possible. */
    GZIP("1f8b", ".gz", ".tgz") {
        @Override
        InputStream unpack(InputStream packed, byte[] start) {
            return new GzipStreams(packed);
        }

        @Override
        public OutputStream compress(OutputStream target) throws IOException {
            return new GZIPOutputStream(target, GZIP_BUFFER_BYTES);
        }
    },

    /** xz; several streams in a row are possible. */
    XZ("fd377a585a00", ".xz", ".txz") {
        @Override
        InputStream unpack(InputStream packed, byte[] start) throws IOException {
            return XzStreams.unpack(packed, magic());
        }

        @Override
        public OutputStream compress(OutputStream target) throws IOException {
            return XzStreams.compress(target);
        }
    },

    /** lz4; several frames in a row are possible, and so are frames to be skipped. */
    LZ4("04224d18", ".lz4") {
        @Override
        InputStream unpack(InputStream packed, byte[] start) {
            return new Lz4Frames(packed);
        }

        @Override
        boolean begins(byte[] start) {
            return Lz4Frames.begin(start);
        }

        // The Java code of the library: the native code gives other bytes, and does not exist for every machine. A
        // reader that unpacks only some blocks, as that of images does, needs checksums of blocks.
        @Override
        public OutputStream compress(OutputStream target) throws IOException {
            return new LZ4FrameOutputStream(
                    target,
                    LZ4FrameOutputStream.BLOCKSIZE.SIZE_4MB,
                    UNKNOWN_SIZE,
                    LZ4Factory.safeInstance().fastCompressor(),
                    XXHashFactory.safeInstance().hash32(),
                    LZ4FrameOutputStream.FLG.Bits.BLOCK_INDEPENDENCE,
                    LZ4FrameOutputStream.FLG.Bits.BLOCK_CHECKSUM,
                    LZ4FrameOutputStream.FLG.Bits.CONTENT_CHECKSUM);
        }
    },

    /**
     * zstd; several frames in a row are possible, and so are frames to be skipped. It comes after lz4: data that begin
     * with frames to be skipped, and are not known to be lz4, count as zstd.
     */
    ZSTD("28b52ffd", ".zst", ".tzst") {
        @Override
        InputStream unpack(InputStream packed, byte[] start) throws IOException {
            return new ZstdInputStreamNoFinalizer(new ZstdFrames(packed)).setLongMax(ZSTD_WINDOW_BITS);
        }

        @Override
        boolean begins(byte[] start) {
            return super.begins(start) || SkippedFrames.begin(start);
        }

        @Override
        public OutputStream compress(OutputStream target) throws IOException {
            return new ZstdOutputStreamNoFinalizer(target).setChecksum(true);
        }
    },

    /** bzip2; several streams in a row are possible. It is only read, never written. */
    BZIP2("425a68", ".bz2", ".tbz", ".tbz2") {
        @Override
        InputStream unpack(InputStream packed, byte[] start) throws IOException {
            return new ConcatenatedStreams(packed, magic(), BZip2CompressorInputStream::new);
        }

        @Override
        public OutputStream compress(OutputStream target) {
            throw new UnsupportedOperationException("bzip2 is only read");
        }
    };

    /**
     * The ends of the names of files that are packed in a way that is not known here. That of brotli is not among them:
     * names of hosts in Brazil end with it, too.
     */
    private static final List<String> OTHER_SUFFIXES =
            List.of(".z", ".taz", ".lzma", ".tlz", ".lz", ".lzo", ".tzo", ".zip", ".7z", ".rar");

    private static final int GZIP_BUFFER_BYTES = 64 << 10;
    /** The largest window that zstd knows, 2 GiB, which zstd --long=31 uses. */
    private static final int ZSTD_WINDOW_BITS = 31;

    private static final long UNKNOWN_SIZE = -1;

    private final byte[] magic;
    private final List<String> suffixes;

    CompressionFormat(String magic, String... suffixes) {
        this.magic = HexFormat.of().parseHex(magic);
        this.suffixes = List.of(suffixes);
    }

    /**
     * Returns the compression with which a file of this name is written.
     *
     * @param file the name of a file
     * @return the format, {@link #NONE} for a name without a known ending; empty when the name asks for a format that
     *     is not written
     */
    public static Optional<CompressionFormat> written(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        if (Stream.concat(BZIP2.suffixes.stream(), OTHER_SUFFIXES.stream()).anyMatch(name::endsWith)) {
            return Optional.empty();
        }
        return Optional.of(Stream.of(values())
                .filter(each -> each.suffixes.stream().anyMatch(name::endsWith))
                .findFirst()
                .orElse(NONE));
    }

    /** Returns the compression of an archive that begins with these bytes. */
    static CompressionFormat of(byte[] start) {
        // The name of the first file of a tar archive can be the magic number of a compression.
        if (TarHeader.begins(start)) {
            return NONE;
        }
        for (CompressionFormat packing : values()) {
            if (packing != NONE && packing.begins(start)) {
                return packing;
            }
        }
        return NONE;
    }

    /** Returns the bytes with which every stream of this format begins. */
    byte[] magic() {
        return magic.clone();
    }

    boolean begins(byte[] start) {
        return MagicBytes.matches(start, magic);
    }

    /**
     * Returns whether the program of this format unpacks data that other bytes follow. Where it does not, such bytes
     * can only be a damaged part of the data.
     */
    boolean allowsOtherBytes() {
        return this == GZIP || this == BZIP2;
    }

    /**
     * Returns a stream of the uncompressed bytes.
     *
     * @param packed the compressed bytes, at their beginning
     * @param start its first bytes
     * @throws IOException when they cannot be read
     */
    abstract InputStream unpack(InputStream packed, byte[] start) throws IOException;

    /**
     * Returns a stream that compresses. The result is complete when the stream is closed, which closes the target too.
     *
     * @param target receives the compressed bytes
     * @return the stream
     * @throws IOException when the target cannot be written
     * @throws UnsupportedOperationException for {@link #BZIP2}, which is only read
     */
    public abstract OutputStream compress(OutputStream target) throws IOException;

    /** Returns its name in messages. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
