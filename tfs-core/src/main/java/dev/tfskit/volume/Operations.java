// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.error.NoSpaceException;
import dev.tfskit.error.VolumeFailedException;
import dev.tfskit.io.IoSupplier;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Runs the operations that change a volume. An operation runs with exclusive access, once the log has room for what the
 * operation costs at most, so that the next commit cannot lack room for it. All changes of an operation belong to the
 * same batch. An assertion checks that they reserve no more than the operation has asked for. Thread-safe.
 */
final class Operations {

    private final SharedLock names;
    private final LogReservations room;
    private final Committer committer;
    private final LogCompactor compactor;
    private final String volume;
    private boolean isRunning;
    /** The bytes that the operation which runs was admitted with. */
    private long admitted;
    /** The bytes that it has not reserved yet. */
    private long unreserved;

    /** Creates the operations on a volume whose tuples are guarded by the lock {@code names}. */
    Operations(SharedLock names, LogReservations room, Committer committer, LogCompactor compactor, String volume) {
        this.names = names;
        this.room = room;
        this.committer = committer;
        this.compactor = compactor;
        this.volume = volume;
    }

    /**
     * Runs an operation.
     *
     * @param most what it costs at most
     * @throws NoSpaceException when the log has no room for that; nothing has changed then
     */
    <T> T run(LogCost most, ReservationPurpose use, IoSupplier<T> operation) throws IOException {
        return run(new KnownCost(most), use, operation);
    }

    /**
     * Runs an operation whose cost depends on tuples that other threads may change.
     *
     * @param most returns what the operation costs at most; it is called with exclusive access, which stays until the
     *     operation has ended
     * @throws NoSpaceException when the log has no room for that; nothing has changed then
     */
    <T> T run(Supplier<LogCost> most, ReservationPurpose use, IoSupplier<T> operation) throws IOException {
        return withRoom(new Admission<>(most, use) {
            @Override
            T step(LogCost cost) throws IOException {
                return carryOut(cost, operation);
            }
        });
    }

    /**
     * Sets log space aside for an operation that first writes to the device. The operation then cannot fail for lack of
     * log space, even when other threads commit meanwhile.
     *
     * @param most what the operation costs at most
     * @return the reservation; the caller closes it
     * @throws NoSpaceException when the log has no room for that
     */
    Reservation reserve(LogCost most, ReservationPurpose use) throws IOException {
        return withRoom(new Admission<>(new KnownCost(most), use) {
            @Override
            Reservation step(LogCost cost) {
                return new Reservation(cost);
            }
        });
    }

    /** Log space for one operation. */
    final class Reservation implements Closeable {

        private LogCost held;

        private Reservation(LogCost most) {
            held = most;
            room.hold(most.bytes());
        }

        /**
         * Runs the operation, and ends the reservation.
         *
         * @throws VolumeFailedException when the device fails, or has failed before
         */
        <T> T run(IoSupplier<T> operation) throws IOException {
            return exclusively(() -> {
                committer.checkUsable();
                LogCost most = held;
                end();
                return carryOut(most, operation);
            });
        }

        private boolean end() {
            room.endHold(held.bytes());
            held = LogCost.NOTHING;
            return true;
        }

        @Override
        public void close() {
            exclusively(this::end);
        }
    }

    /**
     * Takes a step with exclusive access, once the log has room for it. First the step gets what the log has, then a
     * commit replaces the most bytes that changes can need by what they really need, and only then the log takes blocks
     * that data could use, or the volume grows. At last the log is written anew.
     */
    private <T> T withRoom(Admission<T> admission) throws IOException {
        compactor.makeAppendable();
        Optional<T> done = names.write(admission);
        if (done.isPresent()) {
            return done.get();
        }
        boolean mayCommit = committer.commitIfAllowed();
        admission.makesRoom = true;
        done = names.write(admission);
        if (done.isEmpty() && mayCommit && compactor.awaitCompaction()) {
            done = names.write(admission);
        }
        return done.orElseThrow(() -> new NoSpaceException(
                volume,
                mayCommit
                        ? "no room for the log to grow, and the volume cannot be made larger where it is; remove "
                                + "something or use a larger image"
                        : "no room for the log of so many changes at once; remove something or use a larger image"));
    }

    /**
     * Takes a step if the log has room for its cost. The result is empty when the log has none. Every new file runs
     * several operations, so this is a class: lambdas that capture variables take longer to make (docs/architecture.md,
     * Start-up).
     */
    private abstract class Admission<T> implements GuardedAction<Optional<T>, IOException> {

        private final Supplier<LogCost> most;
        private final ReservationPurpose use;
        private boolean makesRoom;

        Admission(Supplier<LogCost> most, ReservationPurpose use) {
            this.most = most;
            this.use = use;
        }

        abstract T step(LogCost cost) throws IOException;

        @Override
        public Optional<T> run() throws IOException {
            // Admitted inside another operation, it could take the room that the other one has not reserved yet.
            assert !isRunning : "an operation begins inside another one";
            committer.checkUsable();
            LogCost cost = most.get();
            boolean hasRoom = makesRoom ? makeRoom(cost) : room.has(cost.bytes(), use);
            return hasRoom ? Optional.of(step(cost)) : Optional.empty();
        }

        /** Makes room in the log. When growing fails, the volume stays usable, unless a flush has failed. */
        private boolean makeRoom(LogCost cost) throws IOException {
            try {
                return room.makeRoom(cost.bytes(), use);
            } catch (IOException e) {
                committer.checkUsable();
                throw e;
            }
        }
    }

    /** A cost that depends on nothing that may change. */
    private record KnownCost(LogCost get) implements Supplier<LogCost> {}

    /**
     * Carries an operation out. After an unexpected exception the volume has failed: the operation may be half done.
     */
    private <T> T carryOut(LogCost most, IoSupplier<T> operation) throws IOException {
        isRunning = true;
        admitted = most.bytes();
        unreserved = admitted;
        try {
            return operation.get();
        } catch (RuntimeException | Error e) {
            throw committer.fail(e);
        } finally {
            isRunning = false;
            unreserved = 0;
        }
    }

    /** Runs an action that reads tuples, while no thread changes them. */
    <T, E extends Exception> T read(GuardedAction<T, E> action) throws E {
        return names.read(action);
    }

    /** Runs an operation with exclusive access, even when the volume can no longer be changed. */
    <T, E extends Exception> T exclusively(GuardedAction<T, E> operation) throws E {
        return names.write(operation);
    }

    /** Reserves log space for a change that the operation which runs is making. */
    void take(LogCost cost) {
        names.assertHeldForWriting();
        assert cost.bytes() <= unreserved
                : "the operation reserves " + (cost.bytes() - unreserved) + " bytes more than its cost";
        unreserved -= cost.bytes();
        room.reserve(cost.bytes());
    }

    /** Ends the reservation for a change that no commit needs to write any more. */
    void giveBack(LogCost cost) {
        names.assertHeldForWriting();
        // What an earlier operation has reserved is no space that this one has asked for.
        unreserved = Math.min(admitted, unreserved + cost.bytes());
        room.reserve(-cost.bytes());
    }
}
