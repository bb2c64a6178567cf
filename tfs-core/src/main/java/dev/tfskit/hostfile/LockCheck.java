// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.hostfile;

import dev.tfskit.message.NamedFailure;
import dev.tfskit.posix.ForeignLocks;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Finds out whether a file is locked. Each check closes a descriptor of the file, and thereby releases all POSIX locks
 * of this process on it; {@link RegisteredFile#probe} prevents that. Stateless and thread-safe.
 */
public final class LockCheck {

    private LockCheck() {}

    /**
     * Returns whether a file is locked for writing.
     *
     * @param file the path of the file
     * @return true if it is locked for writing
     * @throws IOException when the file cannot be opened for reading, or its file system has no locks
     */
    public static boolean isLockedForWriting(Path file) throws IOException {
        return isDenied(file, StandardOpenOption.READ);
    }

    /**
     * Returns whether other programs, or other code of this one, have locked a file, for writing or reading. Opens it
     * for reading only, because after a program has had a disk open for writing, udev makes the partitions of the disk
     * anew. On hosts that cannot tell, locks of other programs for reading are not found.
     */
    static boolean isLocked(Path file) throws IOException {
        // The kernel does not tell of locks of this program.
        return ForeignLocks.areOn(file).orElse(false) || isLockedForWriting(file);
    }

    /** Returns whether this program could lock a file for writing. The file must be writable. */
    static boolean canBeLocked(Path file) throws IOException {
        return !isDenied(file, StandardOpenOption.WRITE);
    }

    /** Returns whether the lock for an access, which is shared among readers, cannot be had. */
    private static boolean isDenied(Path file, StandardOpenOption access) throws IOException {
        try (FileChannel channel = FileChannel.open(file, access);
                FileLock lock = channel.tryLock(0, Long.MAX_VALUE, access == StandardOpenOption.READ)) {
            return lock == null;
        } catch (OverlappingFileLockException lockedByThisProgram) {
            return true;
        } catch (IOException e) {
            throw NamedFailure.of(file, e);
        }
    }
}
