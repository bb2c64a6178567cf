package dev.tfskit.extract;

import dev.tfskit.volume.RegularFile.DataRun;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which stretches of a file an archive holds. All that a host could make a hole of lies outside them; smaller gaps lie within, because
 * they would cost more than they save.
 *
 * @param stretches in the order of the file; all but one at its end have lengths that are multiples of a block
 * @param length of the file
 */
record SparseMap(List<Stretch> stretches, long length) {

    /** The blocks of most file systems. */
    private static final int HOST_BLOCK = 4096;

    /**
     * Bytes of a file, and of the gaps between them.
     *
     * @param runs where the bytes lie, in the order of the file
     */
    record Stretch(long position, long end, List<DataRun> runs) {

        long bytes() {
            return end - position;
        }
    }

    /** The map of a file with data in these places. */
    static SparseMap of(final List<DataRun> runs, final long length) {
        final List<Stretch> stretches = new ArrayList<>();
        long start = 0;
        long end = 0;
        int first = 0;
        for (int i = 0; i <= runs.size(); i++) {
            final long next = i < runs.size() ? runs.get(i).filePosition() : length;
            if (canBeHole(end, next, length)) {
                if (end > start) {
                    stretches.add(new Stretch(start, end, runs.subList(first, i)));
                }
                start = next;
                first = i;
            }
            end = i < runs.size() ? runs.get(i).fileEnd() : length;
        }
        if (end > start) {
            stretches.add(new Stretch(start, end, runs.subList(first, runs.size())));
        }
        return new SparseMap(stretches, length);
    }

    /** Whether a gap has a whole block of the host, or all that there is of the last one. */
    private static boolean canBeHole(final long start, final long end, final long length) {
        final long firstBlock = Math.ceilDiv(start, HOST_BLOCK) * (long) HOST_BLOCK;
        return end - firstBlock >= HOST_BLOCK || end == length && end > firstBlock;
    }

    /** Whether there is anything outside the stretches. */
    boolean hasHoles() {
        return storedBytes() < length;
    }

    /** How many bytes the stretches have together. */
    long storedBytes() {
        return stretches.stream().mapToLong(Stretch::bytes).sum();
    }

    /** The map in front of the bytes, in the form of GNU tar, version 1.0. */
    byte[] toByteArray() {
        final boolean endsWithHole = stretches.isEmpty() || stretches.getLast().end < length;
        final StringBuilder text = new StringBuilder().append(stretches.size() + (endsWithHole ? 1 : 0)).append('\n');
        for (final Stretch stretch : stretches) {
            text.append(stretch.position).append('\n').append(stretch.bytes()).append('\n');
        }
        if (endsWithHole) {
            // Without this, GNU tar ends the file where its data does.
            text.append(length).append("\n0\n");
        }
        final byte[] bytes = text.toString().getBytes(StandardCharsets.US_ASCII);
        return Arrays.copyOf(bytes, Math.ceilDiv(bytes.length, TarHeader.BYTES) * TarHeader.BYTES);
    }
}
