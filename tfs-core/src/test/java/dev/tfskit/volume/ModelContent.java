// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import java.util.Arrays;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** The bytes of a file in a model: zeros, except in the chunks that were written. */
public final class ModelContent {

    public static final int CHUNK = 4096;

    private final NavigableMap<Long, byte[]> chunks = new TreeMap<>();
    private long length;

    public long length() {
        return length;
    }

    /** Where the chunks begin that may hold something else than zeros. */
    public Set<Long> chunkPositions() {
        return chunks.keySet();
    }

    public byte[] read(long position, int count) {
        byte[] bytes = new byte[(int) Math.max(0, Math.min(count, length - position))];
        for (int done = 0; done < bytes.length; ) {
            int inChunk = (int) ((position + done) % CHUNK);
            int part = Math.min(bytes.length - done, CHUNK - inChunk);
            byte[] chunk = chunks.get(position + done - inChunk);
            if (chunk != null) {
                System.arraycopy(chunk, inChunk, bytes, done, part);
            }
            done += part;
        }
        return bytes;
    }

    public void write(long position, byte[] bytes, int count) {
        for (int done = 0; done < count; ) {
            int inChunk = (int) ((position + done) % CHUNK);
            int part = Math.min(count - done, CHUNK - inChunk);
            System.arraycopy(
                    bytes,
                    done,
                    chunks.computeIfAbsent(position + done - inChunk, _ -> new byte[CHUNK]),
                    inChunk,
                    part);
            done += part;
        }
        length = Math.max(length, position + count);
    }

    public void zero(long from, long to) {
        if (from >= to) {
            return;
        }
        long first = from - from % CHUNK;
        chunks.subMap(first, true, to, false)
                .forEach((start, chunk) -> Arrays.fill(
                        chunk, (int) Math.max(0, from - start), (int) Math.min(CHUNK, to - start), (byte) 0));
    }

    public void setLength(long newLength) {
        zero(newLength, length);
        chunks.tailMap(newLength, true).clear();
        length = newLength;
    }

    public boolean isZero(long from, long to) {
        if (from >= to) {
            return true;
        }
        return chunks.subMap(from - from % CHUNK, true, to, false).entrySet().stream()
                .allMatch(each -> {
                    int start = (int) Math.max(0, from - each.getKey());
                    int end = (int) Math.min(CHUNK, to - each.getKey());
                    return Arrays.mismatch(each.getValue(), start, end, new byte[CHUNK], start, end) < 0;
                });
    }
}
