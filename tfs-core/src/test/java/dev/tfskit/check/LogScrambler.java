// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import dev.tfskit.device.MemoryDevice;
import dev.tfskit.log.Extension;
import dev.tfskit.log.Frame;
import dev.tfskit.log.LogCursor;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.stream.IntStream;

/** Changes a few bytes in the log of a volume, and changes them back. */
public final class LogScrambler {

    /** A link, of which only the tag's place is known, is no longer than this. */
    private static final int LINK_BYTES = 8;

    private final byte[] bytes;
    private final MemoryDevice device;
    /** The offsets of all bytes of the log. */
    private final int[] places;

    private final Deque<Change> changes = new ArrayDeque<>();

    private record Change(int place, byte before) {}

    /** A scrambler of a volume that takes its bytes over. */
    public LogScrambler(byte[] volume) throws IOException {
        bytes = volume;
        device = new MemoryDevice(volume);
        IntStream found = IntStream.empty();
        long start = 0;
        for (LogCursor cursor = new LogCursor(device); cursor.hasNext(); ) {
            switch (cursor.next()) {
                case Frame.Link(long offset, Extension next) -> {
                    found = IntStream.concat(found, IntStream.range((int) start, (int) offset + LINK_BYTES));
                    start = next.startByte();
                }
                case Frame.End end ->
                    found = IntStream.concat(found, IntStream.range((int) start, (int) end.offset() + 1));
                default -> {}
            }
        }
        places = found.toArray();
    }

    /** The volume, as it is now. */
    public MemoryDevice device() {
        return device;
    }

    /** How many bytes the log has. */
    public int logBytes() {
        return places.length;
    }

    /** Changes one to three bytes. */
    public void change(Random random) {
        for (int count = 1 + random.nextInt(3); count > 0; count--) {
            int place = places[random.nextInt(places.length)];
            changes.push(new Change(place, bytes[place]));
            bytes[place] = (byte)
                    switch (random.nextInt(4)) {
                        case 0 -> bytes[place] ^ 1 << random.nextInt(Byte.SIZE);
                        case 1 -> bytes[place] + 1;
                        case 2 -> bytes[place] - 1;
                        default -> random.nextInt();
                    };
        }
    }

    /** Takes all changes back. */
    public void restore() {
        while (!changes.isEmpty()) {
            Change change = changes.pop();
            bytes[change.place] = change.before;
        }
    }
}
