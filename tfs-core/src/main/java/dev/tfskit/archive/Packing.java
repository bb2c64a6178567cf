package dev.tfskit.archive;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4FrameInputStream;
import net.jpountz.xxhash.XXHashFactory;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;
import org.tukaani.xz.XZInputStream;

/** How the bytes of an archive are compressed, told by the first of them. */
enum Packing {

    /** Not at all. */
    NONE("") {
        @Override
        InputStream unpack(final InputStream packed, final byte[] start) {
            return packed;
        }
    },

    /** As gzip does; one member behind the other is possible. */
    GZIP("1f8b") {
        /** That of the JDK: with larger pieces it takes a quarter less time than that of commons-compress, which cannot have them. */
        @Override
        InputStream unpack(final InputStream packed, final byte[] start) throws IOException {
            return new GZIPInputStream(packed, GZIP_BUFFER_BYTES);
        }
    },

    /** As xz does; one stream behind the other is possible. */
    XZ("fd377a585a00") {
        /** The header says how much memory is needed; half of what there is must do. */
        @Override
        InputStream unpack(final InputStream packed, final byte[] start) throws IOException {
            return new XZInputStream(packed, (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / 2 >> KIBI_BITS));
        }
    },

    /** As zstd does; one frame behind the other is possible, and so are frames to be passed over. */
    ZSTD("28b52ffd") {
        @Override
        InputStream unpack(final InputStream packed, final byte[] start) throws IOException {
            return new ZstdInputStreamNoFinalizer(packed);
        }

        @Override
        boolean begins(final byte[] start) {
            return super.begins(start) || start.length >= 4 && (start[0] & 0xf0) == 0x50 && start[1] == 0x2a && start[2] == 0x4d
                    && start[3] == 0x18;
        }
    },

    /** As lz4 does; one frame behind the other is possible. */
    LZ4("04224d18") {
        @Override
        InputStream unpack(final InputStream packed, final byte[] start) throws IOException {
            if (start.length > LZ4_FLAGS && (start[LZ4_FLAGS] & LZ4_INDEPENDENT) == 0) {
                // lz4-java has nothing for blocks that refer to those before them.
                return new FramedLZ4CompressorInputStream(packed, true);
            }
            return new LZ4FrameInputStream(packed, LZ4Factory.fastestInstance().safeDecompressor(),
                    XXHashFactory.fastestInstance().hash32(), false);
        }
    },

    /** As bzip2 does; one stream behind the other is possible. */
    BZIP2("425a68") {
        @Override
        InputStream unpack(final InputStream packed, final byte[] start) throws IOException {
            return new BZip2CompressorInputStream(packed, true);
        }
    };

    private static final int GZIP_BUFFER_BYTES = 64 << 10;
    private static final int KIBI_BITS = 10;
    private static final int LZ4_FLAGS = 4;
    private static final int LZ4_INDEPENDENT = 0x20;

    private final byte[] magic;

    Packing(final String magic) {
        this.magic = HexFormat.of().parseHex(magic);
    }

    /** The compression of what begins with these bytes. */
    static Packing of(final byte[] start) {
        for (final Packing packing : values()) {
            if (packing != NONE && packing.begins(start)) {
                return packing;
            }
        }
        return NONE;
    }

    boolean begins(final byte[] start) {
        return StartOf.matches(start, magic);
    }

    /**
     * The bytes that were compressed.
     *
     * @param packed at its beginning; it must know by {@link InputStream#available} whether it is at its end
     * @param start its first bytes
     * @throws IOException when they cannot be read
     */
    abstract InputStream unpack(InputStream packed, byte[] start) throws IOException;

    /** Its name in messages. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
