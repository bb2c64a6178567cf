// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.history;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.log.Frame;
import java.util.List;

/** One item of a log, in the order of the log. */
public sealed interface Step {

    /**
     * A record that was applied.
     *
     * @param number the number of the record, from 0
     * @param frame the position of the record
     * @param changes the changes, in order; empty when the record sets only equal values
     * @param further how many more changes the record makes that are not listed
     * @param entries how many log entries the record has: attributes that it sets or removes, whether that changes them
     *     or not
     */
    record Recorded(long number, Frame.Record frame, List<Change> changes, long further, long entries)
            implements Step {}

    /**
     * A part of the log other than a record: the start, the end, a link to an extension, the end of a segment, a torn
     * record; or, as the last step, damage that ends the log early.
     *
     * @param frame the part of the log; not a record
     */
    record Passed(Frame frame) implements Step {}

    /**
     * A record that cannot be decoded. No step follows.
     *
     * @param number the number of the record, from 0
     * @param frame the position of the record
     * @param reason the fault
     */
    record Undecodable(long number, Frame.Record frame, TfsFormatException reason) implements Step {}
}
