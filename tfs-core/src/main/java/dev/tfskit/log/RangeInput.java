// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.log;

import dev.tfskit.codec.Input;
import dev.tfskit.io.ByteRange;
import java.io.IOException;
import java.util.List;

/** Input over byte ranges of a device, one after the other. Not thread-safe. */
final class RangeInput extends Input {

    private final DeviceWindow window;
    private final List<ByteRange> ranges;
    private int nextRange;
    /** The offset in the volume that corresponds to {@code limit}. */
    private long runEnd;

    private long rangeEnd;
    /** The number of bytes in the ranges behind the current one. */
    private long later;

    RangeInput(DeviceWindow window, List<ByteRange> ranges) {
        this.window = window;
        this.ranges = ranges;
        for (ByteRange range : ranges) {
            later += range.length();
        }
    }

    @Override
    protected boolean refill() throws IOException {
        if (runEnd == rangeEnd) {
            if (nextRange == ranges.size()) {
                return false;
            }
            ByteRange range = ranges.get(nextRange++);
            runEnd = range.start();
            rangeEnd = range.end();
            later -= range.length();
        }
        position = window.moveTo(runEnd);
        run = window.bytes();
        limit = (int) Math.min(window.limit(), position + (rangeEnd - runEnd));
        runEnd += limit - position;
        return true;
    }

    /** Moves to an offset in the current range, which must be the only one. */
    void seek(long offset) {
        later = 0;
        nextRange = ranges.size();
        rangeEnd = ranges.getLast().end();
        runEnd = offset;
        position = 0;
        limit = 0;
    }

    @Override
    public long remaining() {
        return limit - position + (rangeEnd - runEnd) + later;
    }

    @Override
    public long offset() {
        boolean atStartOfNext = position == limit && runEnd == rangeEnd && nextRange < ranges.size();
        return atStartOfNext ? ranges.get(nextRange).start() : runEnd - (limit - position);
    }
}
