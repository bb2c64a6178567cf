// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.SingleXZInputStream;
import org.tukaani.xz.XZOutputStream;

/**
 * Compresses and decompresses streams in the format of xz. No other class opens streams with the library for xz, so a
 * tool loads the library only when it meets such a stream. The packages in the jar of the library are sealed, and the
 * JVM does not start from an AOT cache with sealed packages when the jars were moved after the cache was made.
 */
final class XzStreams {

    private static final int KIBI_BITS = 10;

    private XzStreams() {}

    /**
     * Decompresses streams that stand one behind the other. The header of a stream states how much memory it needs;
     * half of the heap is the limit.
     *
     * @param packed the compressed bytes, at the beginning of a stream
     * @param magic the bytes with which each stream begins
     * @return the bytes of all streams
     * @throws IOException when the first stream cannot be opened
     */
    static InputStream unpack(InputStream packed, byte[] magic) throws IOException {
        int memoryKibibytes =
                (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / 2 >> KIBI_BITS);
        return new ConcatenatedStreams(packed, magic, stream -> new SingleXZInputStream(stream, memoryKibibytes));
    }

    /**
     * Compresses a stream.
     *
     * @param target receives the compressed bytes
     * @return a stream that must be closed to finish
     * @throws IOException when the header cannot be written
     */
    static OutputStream compress(OutputStream target) throws IOException {
        return new XZOutputStream(target, new LZMA2Options());
    }
}
