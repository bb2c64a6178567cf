// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device;

import java.util.Set;

/**
 * The calls of a {@link FailingDevice} that fail.
 *
 * @param operations the kinds that count, and fail
 * @param number which of them fails, from 0
 * @param lasting whether those after it fail too
 * @param blocksWritten how many blocks a failing write writes nevertheless, if it has as many
 */
public record Fault(Set<Operation> operations, long number, boolean lasting, int blocksWritten) {

    /** The calls that can fail. */
    public enum Operation {
        READ,
        WRITE,
        FORCE,
        RESIZE
    }

    /** No call fails. */
    public static Fault none() {
        return new Fault(Set.of(), 0, false, 0);
    }

    /** One call of these kinds fails. */
    public static Fault once(long number, Operation... operations) {
        return new Fault(Set.of(operations), number, false, 0);
    }

    /** One call of these kinds fails, and all after it. */
    public static Fault from(long number, Operation... operations) {
        return new Fault(Set.of(operations), number, true, 0);
    }

    /** The same, but a write that fails has written its first blocks. */
    public Fault afterBlocks(int blocks) {
        return new Fault(operations, number, lasting, blocks);
    }

    boolean hits(long call) {
        return call == number || lasting && call > number;
    }
}
