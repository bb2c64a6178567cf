// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * One column of a table of the page: numbers and texts, compressed while they are added. Memory holds the compressed
 * bytes. A number takes seven bits a byte, the lowest first; the highest bit says that another byte follows. A text is
 * the number of its bytes and then UTF-8. Not thread-safe.
 */
final class Column {

    /** The largest number that JavaScript represents exactly. */
    static final long MOST = (1L << 53) - 1;

    /** The most bytes of a text of the image: of a path or a value. The page is no place for longer ones. */
    static final int MOST_TEXT_BYTES = 4096;

    private final ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    private final DeflaterOutputStream stream = new DeflaterOutputStream(compressed, deflater, 4096);
    private final byte[] bytes = new byte[Long.BYTES];

    /** Adds a number. A larger one than {@link #MOST}, from a damaged image, becomes the largest. */
    Column number(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("negative: " + value);
        }
        long rest = Math.min(value, MOST);
        int count = 0;
        while (rest >= 0x80) {
            bytes[count++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[count++] = (byte) rest;
        write(bytes, count);
        return this;
    }

    /** Adds a number that may be negative: zero or a positive number doubled, or a negative number doubled less one. */
    Column signed(long value) {
        long near = Math.clamp(value, -(MOST >> 1), MOST >> 1);
        return number(near < 0 ? -2 * near - 1 : 2 * near);
    }

    /** Adds a text. */
    Column text(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        number(encoded.length);
        write(encoded, encoded.length);
        return this;
    }

    private void write(byte[] source, int length) {
        try {
            stream.write(source, 0, length);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written", e);
        }
    }

    /** Writes the compressed bytes in Base64. Nothing can be added afterwards. */
    void writeTo(OutputStream out) throws IOException {
        stream.finish();
        deflater.end();
        // Closing this stream writes the last characters; the page goes on behind them.
        try (OutputStream encoded = Base64.getEncoder().wrap(new UnclosedStream(out))) {
            compressed.writeTo(encoded);
        }
    }

    private static final class UnclosedStream extends java.io.FilterOutputStream {

        UnclosedStream(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] source, int start, int length) throws IOException {
            out.write(source, start, length);
        }

        @Override
        public void close() {
            // The stream belongs to the caller.
        }
    }
}
