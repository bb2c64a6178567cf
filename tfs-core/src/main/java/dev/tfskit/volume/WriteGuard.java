// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.device.filter.TrackedDevice;
import dev.tfskit.error.VolumeFailedException;
import java.io.IOException;
import java.nio.file.ClosedFileSystemException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Refuses changes of a volume once it is closed, or once a write or an operation has failed. Thread-safe. */
final class WriteGuard {

    private final TrackedDevice device;
    private volatile @Nullable Throwable failure;
    private volatile boolean isClosed;

    WriteGuard(TrackedDevice device) {
        this.device = device;
    }

    /**
     * Checks that the volume can be changed.
     *
     * @throws ClosedFileSystemException when it is closed
     * @throws VolumeFailedException naming the cause
     */
    void checkUsable() throws VolumeFailedException {
        if (isClosed) {
            throw new ClosedFileSystemException();
        }
        checkWorks();
    }

    /**
     * Checks that nothing has failed.
     *
     * @throws VolumeFailedException naming the cause
     */
    void checkWorks() throws VolumeFailedException {
        Optional<IOException> ofDevice = device.failure();
        if (ofDevice.isPresent()) {
            throw fail(ofDevice.get());
        }
        Throwable earlier = failure;
        if (earlier != null) {
            throw new VolumeFailedException(device.toString(), earlier);
        }
    }

    /**
     * Marks the volume as failed. The first cause stays.
     *
     * @return the exception that the caller throws
     */
    synchronized VolumeFailedException fail(Throwable cause) {
        Throwable first = failure == null ? cause : failure;
        failure = first;
        return new VolumeFailedException(device.toString(), first);
    }

    /**
     * Marks the volume as closed. The caller holds the lock of the namespace for writing.
     *
     * @return false if it was closed before
     */
    boolean close() {
        boolean wasOpen = !isClosed;
        isClosed = true;
        return wasOpen;
    }
}
