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

    public byte[] read(final long position, final int count) {
        final byte[] bytes = new byte[(int) Math.max(0, Math.min(count, length - position))];
        for (int done = 0; done < bytes.length;) {
            final int inChunk = (int) ((position + done) % CHUNK);
            final int part = Math.min(bytes.length - done, CHUNK - inChunk);
            final byte[] chunk = chunks.get(position + done - inChunk);
            if (chunk != null) {
                System.arraycopy(chunk, inChunk, bytes, done, part);
            }
            done += part;
        }
        return bytes;
    }

    public void write(final long position, final byte[] bytes, final int count) {
        for (int done = 0; done < count;) {
            final int inChunk = (int) ((position + done) % CHUNK);
            final int part = Math.min(count - done, CHUNK - inChunk);
            System.arraycopy(bytes, done, chunks.computeIfAbsent(position + done - inChunk, _ -> new byte[CHUNK]), inChunk, part);
            done += part;
        }
        length = Math.max(length, position + count);
    }

    public void zero(final long from, final long to) {
        if (from >= to) {
            return;
        }
        final long first = from - from % CHUNK;
        chunks.subMap(first, true, to, false).forEach((start, chunk) ->
                Arrays.fill(chunk, (int) Math.max(0, from - start), (int) Math.min(CHUNK, to - start), (byte) 0));
    }

    public void setLength(final long newLength) {
        zero(newLength, length);
        chunks.tailMap(newLength, true).clear();
        length = newLength;
    }

    public boolean isZero(final long from, final long to) {
        if (from >= to) {
            return true;
        }
        return chunks.subMap(from - from % CHUNK, true, to, false).entrySet().stream().allMatch(each -> {
            final int start = (int) Math.max(0, from - each.getKey());
            final int end = (int) Math.min(CHUNK, to - each.getKey());
            return Arrays.mismatch(each.getValue(), start, end, new byte[CHUNK], start, end) < 0;
        });
    }
}
