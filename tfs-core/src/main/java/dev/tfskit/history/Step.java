// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.history;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.log.Frame;
import java.util.List;

/** One item of a log, in the order of the log. */
public sealed interface Step {

    /**
     * A record, carried out.
     *
     * @param number counted from 0
     * @param frame where it stands
     * @param changes what it changes, in order; empty when it only sets what was set
     * @param further how many changes more it makes that are not listed
     * @param settings how many attributes it sets or removes, whether that changes anything or not
     */
    record Recorded(long number, Frame.Record frame, List<Change> changes, long further, long settings)
            implements Step {}

    /**
     * What is no record: the start, the end, a link to an extension, the end of a segment, a torn record; or, as the
     * last step, damage that ends the log before its time.
     *
     * @param frame any but a record
     */
    record Passed(Frame frame) implements Step {}

    /**
     * A record that cannot be decoded; nothing follows.
     *
     * @param number counted from 0
     * @param frame where it stands
     * @param reason what is wrong with it
     */
    record Undecodable(long number, Frame.Record frame, TfsFormatException reason) implements Step {}
}
