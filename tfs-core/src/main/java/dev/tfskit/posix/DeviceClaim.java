// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.posix;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * A block device that the kernel gives to this process alone. A file system, swap space, LVM, RAID and encryption claim
 * their devices in the same way, and a disk with its partitions. So there is no claim while one of them uses the
 * device, and none of them begins as long as there is one. Closing it drops the POSIX locks that this process has on
 * the device. Thread-safe.
 */
public final class DeviceClaim implements Closeable {

    /** Empty on hosts that have no claims. */
    private OptionalInt descriptor;

    private DeviceClaim(OptionalInt descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Claims a device. On a host other than Linux, this does nothing.
     *
     * @param device the path of the device, which this process may read
     * @return the claim, until {@link #close}
     * @throws FileSystemException when the device or one of its partitions is claimed already
     * @throws IOException when it cannot be opened
     */
    public static DeviceClaim on(Path device) throws IOException {
        if (OpenFlags.ofThisMachine().isEmpty()) {
            return new DeviceClaim(OptionalInt.empty());
        }
        try (NativeCalls calls = new NativeCalls()) {
            int descriptor = calls.claim(HostNames.absolute(device), device);
            if (descriptor < 0) {
                throw new FileSystemException(
                        device.toString(),
                        null,
                        "is in use by a mount, swap, LVM, RAID, encryption or a program that wants it alone"
                                + "; end that use first, which lsblk or fuser may show");
            }
            return new DeviceClaim(OptionalInt.of(descriptor));
        }
    }

    @Override
    public synchronized void close() {
        if (descriptor.isPresent()) {
            try (NativeCalls calls = new NativeCalls()) {
                calls.release(descriptor.getAsInt());
            }
            descriptor = OptionalInt.empty();
        }
    }
}
