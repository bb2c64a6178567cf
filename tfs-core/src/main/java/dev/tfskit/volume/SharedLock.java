// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A lock that an action holds as long as it runs. Many threads read at the same time, and one writes, while none reads.
 * One object guards the namespace of a volume, that is all its tuples; another one guards the body of a file. A thread
 * that holds the lock may take it again, but not for writing while it holds it for reading only. The assertions state
 * what a method demands of its callers. Not final, so that a test can let another thread in before an action.
 * Thread-safe.
 */
class SharedLock {

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

    /** Runs an action that changes nothing that the lock guards. */
    <T, E extends Exception> T read(GuardedAction<T, E> action) throws E {
        lock.readLock().lock();
        try {
            return action.run();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Runs an action that may change what the lock guards. */
    <T, E extends Exception> T write(GuardedAction<T, E> action) throws E {
        lock.writeLock().lock();
        try {
            return action.run();
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Asserts that this thread holds the lock, for reading or for writing. */
    void assertHeld() {
        assert lock.getReadHoldCount() > 0 || lock.isWriteLockedByCurrentThread();
    }

    /** Asserts that this thread holds the lock for writing. */
    void assertHeldForWriting() {
        assert lock.isWriteLockedByCurrentThread();
    }
}
