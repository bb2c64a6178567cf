// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.hostfile;

import dev.tfskit.io.Handover;
import dev.tfskit.io.IoSupplier;
import dev.tfskit.message.NamedFailure;
import dev.tfskit.posix.FileHoles;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An image file that this process has open, registered in a table of all such files. POSIX locks belong to the whole
 * process, which loses them when it closes any of its descriptors of the file. So the table allows a file either any
 * number of readers or one writer, and a file with a writer is not even opened to probe its lock. Hard links to one
 * file count as the same file, and so do all nodes of one device. Thread-safe: the monitor of this class guards the
 * table.
 */
public final class RegisteredFile implements Closeable {

    private static final int WRITER = -1;
    /** A thread finds out whether it may become the writer. It has no lock yet. */
    private static final int CANDIDATE = -2;

    private static final boolean IS_WINDOWS =
            FileSystems.getDefault().getSeparator().equals("\\");
    /** The number of readers of each open file, {@link #WRITER} or {@link #CANDIDATE}. */
    private static final Map<FileIdentity, Integer> USERS = new HashMap<>();

    private final FileIdentity identity;
    private final Path path;
    private final PositionalFile file;
    /**
     * Opened at the first use and kept open as long as the lock; null before that, and on hosts without calls for
     * holes.
     */
    private @Nullable FileHoles holes;

    private boolean hasSoughtHoles;

    private boolean closed;

    private RegisteredFile(FileIdentity identity, Path path, PositionalFile file) {
        this.identity = identity;
        this.path = path;
        this.file = file;
    }

    /**
     * Opens a file for reading.
     *
     * @param path the path of the file
     * @return the open file
     * @throws FileSystemException when this process has the file open for writing
     * @throws IOException when the file cannot be opened
     */
    public static synchronized RegisteredFile forReading(Path path) throws IOException {
        FileIdentity identity = FileIdentity.of(path);
        awaitCandidate(identity);
        if (USERS.getOrDefault(identity, 0) == WRITER) {
            throw alreadyOpen(path);
        }
        RegisteredFile opened = new RegisteredFile(identity, path, opened(path, Set.of(StandardOpenOption.READ)));
        USERS.merge(identity, 1, Integer::sum);
        return opened;
    }

    /**
     * Opens a file for reading and writing, and locks it. Waits for the lock as {@link LockRetryPolicy} describes.
     *
     * @param path the path of the file
     * @return the open file
     * @throws FileSystemException when another process uses the file or this one has it open; the message names the
     *     other process where it is known
     * @throws IOException when the file cannot be opened
     */
    public static RegisteredFile forWriting(Path path) throws IOException {
        // Waits outside the monitor, so that other threads can open other files.
        return LockRetryPolicy.attempt(() -> forWritingNow(path));
    }

    /**
     * The search for other users takes long. So it runs outside the monitor, and only threads that open the same file
     * wait for it.
     */
    private static RegisteredFile forWritingNow(Path path) throws IOException {
        FileIdentity identity = becomeCandidate(path);
        try {
            return lock(identity, path, ForeignUse.of(path));
        } finally {
            endCandidacy(identity);
        }
    }

    /**
     * Locks a file, and then checks the locks of the other files that have bytes in common with it. So when two
     * programs do this at the same moment, one at least sees the lock of the other. Both may see it and give way, and
     * try again after pauses of different lengths. What is known to be locked is not even opened for writing: udev acts
     * on that, and another program would find a writer without a lock.
     */
    private static synchronized RegisteredFile lock(FileIdentity identity, Path path, ForeignUse use)
            throws IOException {
        use.rejectFile(LockCheck.isLocked(path));
        rejectOtherFiles(use);
        PositionalFile file = opened(path, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE));
        try (Handover handover = new Handover(file)) {
            use.rejectFile(!tryLock(path, file));
            rejectOtherFiles(use);
            RegisteredFile registered = new RegisteredFile(identity, path, file);
            USERS.put(identity, WRITER);
            return handover.to(registered);
        }
    }

    private static void rejectOtherFiles(ForeignUse use) throws IOException {
        for (Path other : use.otherFiles()) {
            use.rejectOther(other, isOtherLocked(other));
        }
    }

    private static boolean tryLock(Path path, PositionalFile file) throws IOException {
        try {
            return NamedFailure.name(path, file::tryLock);
        } catch (OverlappingFileLockException lockedByThisProgram) {
            return false;
        }
    }

    /**
     * Returns whether a file with bytes in common is known to be locked. No lock is known where there are none, of a
     * file that this user may not read, and of a device that vanishes meanwhile.
     */
    private static boolean isOtherLocked(Path other) throws FileSystemException {
        Optional<Boolean> isLocked;
        try {
            isLocked = probe(other, () -> LockCheck.isLocked(other));
        } catch (IOException notKnown) {
            return false;
        }
        return isLocked.orElseThrow(() -> alreadyOpen(other));
    }

    private static synchronized FileIdentity becomeCandidate(Path path) throws IOException {
        FileIdentity identity = FileIdentity.of(path);
        awaitCandidate(identity);
        if (USERS.containsKey(identity)) {
            throw alreadyOpen(path);
        }
        USERS.put(identity, CANDIDATE);
        return identity;
    }

    private static synchronized void endCandidacy(FileIdentity identity) {
        USERS.remove(identity, CANDIDATE);
        RegisteredFile.class.notifyAll();
    }

    /** Waits until no thread is about to become the writer of a file. The caller holds the monitor of this class. */
    private static void awaitCandidate(FileIdentity identity) {
        boolean interrupted = false;
        while (USERS.getOrDefault(identity, 0) == CANDIDATE) {
            try {
                RegisteredFile.class.wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Windows runs asynchronous operations in threads of its own, so there an interrupt closes the file. */
    private static PositionalFile opened(Path path, Set<StandardOpenOption> options) throws IOException {
        return IS_WINDOWS ? PositionalFile.of(FileChannel.open(path, options)) : UninterruptedFile.open(path, options);
    }

    /**
     * Runs a check that opens and closes the file, unless this process has it open for writing: closing it would
     * release the lock.
     *
     * @param path the path of the file
     * @param probe the check
     * @return the result of the check; empty if this process has the file open for writing
     * @throws IOException when the file does not exist or the check fails
     */
    public static synchronized Optional<Boolean> probe(Path path, IoSupplier<Boolean> probe) throws IOException {
        return USERS.getOrDefault(FileIdentity.of(path), 0) == WRITER ? Optional.empty() : Optional.of(probe.get());
    }

    /** Returns the exception for a file that this process has open. */
    static FileSystemException alreadyOpen(Path path) {
        return new FileSystemException(path.toString(), null, "is open in this program already; close it there first");
    }

    /**
     * Returns the file.
     *
     * @return the open file; {@link #close} closes it
     */
    public PositionalFile file() {
        return file;
    }

    /**
     * Frees the storage of a range of a file that is open for writing. The range reads as zeros then.
     *
     * @param offset the first byte, at least 0
     * @param bytes the length of the range in bytes, at least 1
     * @return false when the host cannot do that
     */
    public boolean punchHole(long offset, long bytes) {
        FileHoles opened = holes();
        return opened != null && opened.punch(offset, bytes);
    }

    /**
     * Returns whether a range of a file that is open for writing is known to have no storage.
     *
     * @param offset the first byte, at least 0 and less than the size of the file
     * @param bytes the length of the range in bytes, at least 1
     * @return false when a part of the range has storage, or the host cannot tell
     */
    public boolean isHole(long offset, long bytes) {
        FileHoles opened = holes();
        return opened != null && opened.isHole(offset, bytes);
    }

    private synchronized @Nullable FileHoles holes() {
        if (!hasSoughtHoles) {
            hasSoughtHoles = true;
            holes = FileHoles.open(path, opened -> FileIdentity.of(opened).equals(identity))
                    .orElse(null);
        }
        return holes;
    }

    private synchronized void closeHoles() {
        if (holes != null) {
            holes.close();
        }
    }

    /** Closes the file and removes it from the table. Further calls do nothing. */
    @Override
    public void close() throws IOException {
        synchronized (RegisteredFile.class) {
            if (closed) {
                return;
            }
            closed = true;
            USERS.computeIfPresent(identity, (_, users) -> users == WRITER || users == 1 ? null : users - 1);
            closeHoles();
            file.close();
        }
    }
}
