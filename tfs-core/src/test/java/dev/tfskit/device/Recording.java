// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device;

import java.util.List;
import java.util.Set;

/**
 * What was done to a device, in order.
 *
 * @param start what the device held before
 * @param events what was done since; an event's index is its position
 */
public record Recording(SparseImage start, List<Event> events) {

    /** One recorded event: a change of the device, or a note. */
    public sealed interface Event {

        /**
         * A block got another content. A write of several blocks is several of these, and each has the whole block.
         *
         * @param operation the call that did it; events of one call have the same
         * @param bytes all bytes of the block, to be read only
         */
        record Write(long operation, long block, byte[] bytes) implements Event {}

        /**
         * The device got another size. A write that makes the device grow has one before each block that does.
         *
         * @param operation the call that did it
         */
        record Resize(long operation, long bytes) implements Event {}

        /**
         * A flush returned; it stands where it did. What it made durable are the events of calls that had returned when
         * it began, and that no failed flush gave up.
         *
         * @param from the first position that it covers; what lies before was flushed, or given up
         * @param to the position at which it began
         * @param unfinished the calls under way at that time, which it does not cover
         */
        record Force(int from, int to, Set<Long> unfinished) implements Event {

            boolean covers(int position, long operation) {
                return position >= from && position < to && !unfinished.contains(operation);
            }
        }

        /** Something the test noted, such as that a sync returned. */
        record Mark(Object note) implements Event {}
    }
}
