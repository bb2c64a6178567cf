// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * A mounted file system in the kernel. It lives on after an unmount while it is mounted elsewhere too: as a bind mount,
 * or in another mount namespace. The process behind the mount runs until the superblock is gone.
 */
final class Superblock {

    private static final Path DEVICES = Path.of("/sys/class/bdi");
    private static final Path CONNECTIONS = Path.of("/sys/fs/fuse/connections");

    private final Path device;
    private final Optional<Object> key;
    private final Optional<Object> keyOfDevices = keyOf(DEVICES);

    private Superblock(Path device, Optional<Object> key) {
        this.device = device;
        this.key = key;
    }

    /** Returns the superblock that has a device number now, in the form {@code MAJOR:MINOR}. */
    static Superblock of(String number) {
        Path device = DEVICES.resolve(number);
        return new Superblock(device, keyOf(device));
    }

    /**
     * Returns whether it still exists. The kernel gives a free device number to the next mount, so this compares the
     * inodes of its entry in {@code /sys}. Where {@code /sys} is not mounted, nothing is known and this returns false.
     */
    boolean exists() {
        return key.isPresent() && key.equals(keyOf(device));
    }

    /**
     * Returns whether it certainly exists no more. Where {@code /sys} is not mounted, or was mounted anew, this returns
     * false, too.
     */
    boolean isGone() {
        return key.isPresent() && !exists() && keyOfDevices.equals(keyOf(DEVICES));
    }

    /**
     * Makes all requests to the process behind the mount fail, those in progress included. Does nothing when the file
     * system exists no more, or where {@code /sys/fs/fuse/connections} is not mounted, as in many containers.
     */
    void abort() {
        if (!exists()) {
            return;
        }
        // The kernel names the connection by the minor number. If the file system ended just now, another one could get
        // the number, in a moment that is too short to matter.
        String number = device.getFileName().toString();
        Path connection = CONNECTIONS.resolve(number.substring(number.indexOf(':') + 1));
        try {
            Files.write(connection.resolve("abort"), new byte[] {'1'}, StandardOpenOption.WRITE);
        } catch (IOException notPossibleHere) {
            // The end of the process closes the connection.
        }
    }

    private static Optional<Object> keyOf(Path device) {
        try {
            return Optional.ofNullable(
                    Files.readAttributes(device, BasicFileAttributes.class).fileKey());
        } catch (IOException gone) {
            return Optional.empty();
        }
    }
}
