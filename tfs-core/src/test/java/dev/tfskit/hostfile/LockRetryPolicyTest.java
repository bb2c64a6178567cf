// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.hostfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tfskit.device.FileDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A program that is about to end is waited for. */
class LockRetryPolicyTest {

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void makeFile() throws IOException {
        file = Files.write(directory.resolve("image"), new byte[512]);
    }

    @Test
    void waitsForLockOfProgramThatIsEnding() throws IOException {
        AtomicInteger refusals = new AtomicInteger();
        try (LockHolder other = new LockHolder(file)) {
            String done = LockRetryPolicy.attempt(() -> {
                if (FileDevice.isLocked(file)) {
                    refusals.incrementAndGet();
                    other.end();
                    throw new LockedException(file, "is locked");
                }
                return "done";
            });
            assertEquals("done", done);
        }
        assertEquals(1, refusals.get());
    }

    @Test
    void readersWritersAndReplacementsWaitForTheLock() throws IOException {
        try (LockHolder other = new LockHolder(file)) {
            other.endWhenAwaitedBy(Thread.currentThread());
            FileDevice.openForWriting(file).close();
        }
        try (LockHolder other = new LockHolder(file)) {
            other.endWhenAwaitedBy(Thread.currentThread());
            PendingFile.forTarget(file).close();
        }
        try (LockHolder other = new LockHolder(file)) {
            other.endWhenAwaitedBy(Thread.currentThread());
            assertFalse(FileDevice.isLockedAfterWaiting(file));
        }
    }

    /** A clock whose pauses take a second or another time, and no time at all. */
    private static final class SecondsClock implements LockRetryPolicy.Clock {

        // Near the overflow, which System.nanoTime() may be, too.
        private long now = Long.MAX_VALUE - 5;
        private int pauses;
        private final long pauseMillis;

        SecondsClock() {
            this(1000);
        }

        SecondsClock(long pauseMillis) {
            this.pauseMillis = pauseMillis;
        }

        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public void pause() {
            now += TimeUnit.MILLISECONDS.toNanos(pauseMillis);
            pauses++;
        }
    }

    @Test
    void attemptThrowsAfterTenSecondsWhenTheFileStaysLocked() {
        SecondsClock clock = new SecondsClock();
        LockedException reason = new LockedException(file, "is locked");
        AtomicInteger attempts = new AtomicInteger();
        assertSame(
                reason,
                assertThrows(
                        LockedException.class,
                        () -> LockRetryPolicy.attempt(
                                () -> {
                                    attempts.incrementAndGet();
                                    throw reason;
                                },
                                clock)));
        assertEquals(10, clock.pauses);
        assertEquals(11, attempts.get());
    }

    @Test
    void attemptSucceedsWhenTheLockIsGoneAfterNineSeconds() throws IOException {
        SecondsClock clock = new SecondsClock();
        assertEquals(
                9,
                LockRetryPolicy.attempt(
                        () -> {
                            if (clock.pauses < 9) {
                                throw new LockedException(file, "is locked");
                            }
                            return clock.pauses;
                        },
                        clock));
    }

    @Test
    void attemptIsRepeatedWhenTheLockedFileIsGone() throws IOException {
        SecondsClock clock = new SecondsClock();
        assertEquals(
                1,
                LockRetryPolicy.attempt(
                        () -> {
                            if (clock.pauses == 0) {
                                throw new LockedException(file, "is locked", directory.resolve("gone"));
                            }
                            return clock.pauses;
                        },
                        clock));
    }

    @Test
    void writerThatLocksTheFileALittleLaterIsWaitedFor() throws IOException {
        SecondsClock clock = new SecondsClock();
        assertEquals(
                3,
                LockRetryPolicy.attempt(
                        () -> {
                            if (clock.pauses == 0) {
                                throw new UnlockedWriterException(file, "is open for writing");
                            }
                            if (clock.pauses < 3) {
                                throw new LockedException(file, "is locked");
                            }
                            return clock.pauses;
                        },
                        clock));
    }

    /** As when several programs of the toolkit open the file in turn. */
    @Test
    void nextWriterAfterLockIsWaitedForAgain() throws IOException {
        SecondsClock clock = new SecondsClock();
        assertEquals(
                3,
                LockRetryPolicy.attempt(
                        () -> switch (clock.pauses) {
                            case 0, 2 -> throw new UnlockedWriterException(file, "is open for writing");
                            case 1 -> throw new LockedException(file, "is locked");
                            default -> clock.pauses;
                        },
                        clock));
    }

    /** As a process that was forked on a busy machine, and has not closed the files of its parent yet. */
    @Test
    void writerThatIsGoneWithinASecondIsWaitedFor() throws IOException {
        SecondsClock clock = new SecondsClock(100);
        assertEquals(
                10,
                LockRetryPolicy.attempt(
                        () -> {
                            if (clock.pauses < 10) {
                                throw new UnlockedWriterException(file, "is open for writing");
                            }
                            return clock.pauses;
                        },
                        clock));
    }

    @ParameterizedTest
    @CsvSource({"1000, 1", "5000, 1", "100, 10"})
    void writerThatTakesNoLockIsWaitedForOneSecond(long pauseMillis, int pauses) {
        SecondsClock clock = new SecondsClock(pauseMillis);
        assertThrows(
                UnlockedWriterException.class,
                () -> LockRetryPolicy.attempt(
                        () -> {
                            throw new UnlockedWriterException(file, "is open for writing");
                        },
                        clock));
        assertEquals(pauses, clock.pauses);
    }

    @Test
    void otherFailuresAreNotWaitedFor() {
        AtomicInteger attempts = new AtomicInteger();
        assertThrows(
                IOException.class,
                () -> LockRetryPolicy.attempt(() -> {
                    attempts.incrementAndGet();
                    throw new IOException("no");
                }));
        assertEquals(1, attempts.get());
    }
}
