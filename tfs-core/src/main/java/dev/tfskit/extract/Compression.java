package dev.tfskit.extract;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4FrameOutputStream;
import net.jpountz.xxhash.XXHashFactory;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** How an archive is compressed, told by the name of its file. The same bytes always give the same result. */
public enum Compression {

    /** Not at all. */
    NONE {
        @Override
        public OutputStream compress(final OutputStream target) {
            return target;
        }
    },

    /** As gzip does. */
    GZIP(".gz", ".tgz") {
        @Override
        public OutputStream compress(final OutputStream target) throws IOException {
            return new GZIPOutputStream(target, BUFFER_BYTES);
        }
    },

    /** As lz4 does. */
    LZ4(".lz4") {
        /** In Java: the native code compresses a little otherwise, and would not be there on every machine. */
        @Override
        public OutputStream compress(final OutputStream target) throws IOException {
            return new LZ4FrameOutputStream(target, LZ4FrameOutputStream.BLOCKSIZE.SIZE_4MB, UNKNOWN_SIZE,
                    LZ4Factory.safeInstance().fastCompressor(), XXHashFactory.safeInstance().hash32(),
                    LZ4FrameOutputStream.FLG.Bits.BLOCK_INDEPENDENCE, LZ4FrameOutputStream.FLG.Bits.CONTENT_CHECKSUM);
        }
    },

    /** As xz does. */
    XZ(".xz", ".txz") {
        @Override
        public OutputStream compress(final OutputStream target) throws IOException {
            return new XZOutputStream(target, new LZMA2Options());
        }
    },

    /** As zstd does. */
    ZSTD(".zst", ".tzst") {
        @Override
        public OutputStream compress(final OutputStream target) throws IOException {
            return new ZstdOutputStreamNoFinalizer(target).setChecksum(true);
        }
    };

    private static final int BUFFER_BYTES = 64 << 10;
    private static final long UNKNOWN_SIZE = -1;

    private final List<String> suffixes;

    Compression(final String... suffixes) {
        this.suffixes = List.of(suffixes);
    }

    /** The compression that the name of a file asks for. */
    public static Compression of(final Path file) {
        final String name = file.toString().toLowerCase(Locale.ROOT);
        return Stream.of(values()).filter(each -> each.suffixes.stream().anyMatch(name::endsWith)).findFirst().orElse(NONE);
    }

    /**
     * A stream that compresses what is written to it. Nothing is complete before it is closed, which closes the target too.
     *
     * @throws IOException when the target cannot be written
     */
    public abstract OutputStream compress(OutputStream target) throws IOException;
}
