package dev.tfskit.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody who is about to end is waited for. */
class LockPatienceTest {

    @TempDir
    private Path folder;
    private Path file;

    @BeforeEach
    void makeFile() throws IOException {
        file = Files.write(folder.resolve("image"), new byte[512]);
    }

    @Test
    void theLockOfAnotherProgramThatEndsMeanwhileIsWaitedFor() throws IOException {
        final AtomicInteger refusals = new AtomicInteger();
        try (LockHolder other = new LockHolder(file)) {
            final String done = LockPatience.attempt(file, () -> {
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
    void readersWritersAndThoseWhoReplaceAFileWaitForTheOneWhoHasItLocked() throws IOException {
        try (LockHolder other = new LockHolder(file)) {
            other.endWhenAwaitedBy(Thread.currentThread());
            FileDevice.openForWriting(file).close();
        }
        try (LockHolder other = new LockHolder(file)) {
            other.endWhenAwaitedBy(Thread.currentThread());
            PendingFile.beside(file).close();
        }
        try (LockHolder other = new LockHolder(file)) {
            other.endWhenAwaitedBy(Thread.currentThread());
            assertFalse(FileDevice.staysLocked(file));
        }
    }

    @Test
    void patienceEndsAfterTenSeconds() throws IOException {
        try (LockHolder _ = new LockHolder(file)) {
            final long start = System.nanoTime();
            assertThrows(LockedException.class, () -> FileDevice.openForWriting(file));
            final long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
            assertTrue(seconds >= 10 && seconds < 20, () -> "after " + seconds + " seconds");
        }
    }

    @Test
    void otherFailuresAreNotWaitedFor() {
        final AtomicInteger attempts = new AtomicInteger();
        assertThrows(IOException.class, () -> LockPatience.attempt(file, () -> {
            attempts.incrementAndGet();
            throw new IOException("no");
        }));
        assertEquals(1, attempts.get());
    }
}
