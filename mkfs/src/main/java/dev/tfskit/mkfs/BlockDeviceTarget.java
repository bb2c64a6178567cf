// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.ToolFailedException;
import dev.tfskit.device.FileDevice;
import dev.tfskit.hostfile.PendingFile;
import dev.tfskit.io.Handover;
import dev.tfskit.posix.DeviceClaim;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A block device as target. Nothing is written to it before the image is complete in a file. So the device is unchanged
 * when the image cannot be made or does not fit.
 *
 * @param path the path of the device
 * @param claim keeps others from using the device
 * @param device the device, open for writing and locked
 */
record BlockDeviceTarget(Path path, DeviceClaim claim, FileDevice device) implements ImageTarget {

    /**
     * Opens a device.
     *
     * @param path the path of the device
     * @param force whether its content may be lost
     * @throws ToolFailedException when the content may not be lost, or the device is in use
     */
    static BlockDeviceTarget open(Path path, boolean force) throws IOException {
        if (!force) {
            throw new ToolFailedException(
                    path.toString(), "is a block device", "give --force to overwrite all that is on it");
        }
        Optional<String> mount = MountedDevices.mountOn(path);
        if (mount.isPresent()) {
            throw new ToolFailedException(path.toString(), "is mounted on " + mount.get(), "unmount it first");
        }
        // The lock comes first: it waits for another tool of this kind, and the message names the program that has it.
        FileDevice device = FileDevice.openForWriting(path);
        try (Handover handover = new Handover(device)) {
            return handover.to(new BlockDeviceTarget(path, DeviceClaim.on(path), device));
        }
    }

    static ToolFailedException tooSmall(String device) {
        return new ToolFailedException(device, "is too small for the image", "choose a larger device");
    }

    @Override
    public Path workPath() {
        return ImageTarget.temporaryWorkPath();
    }

    @Override
    public PendingFile begin() throws IOException {
        return PendingFile.unpublished(workPath());
    }

    @Override
    public OptionalLong bytes() throws IOException {
        return OptionalLong.of(device.size());
    }

    @Override
    public void publish(PendingFile draft, DraftFiles drafts) throws IOException {
        if (draft.channel().size() > device.size()) {
            throw tooSmall(path.toString());
        }
        ImageBytes.of(draft).copyTo(device);
    }

    @Override
    public void close() throws IOException {
        // The kernel reads the new partitions when the last writer closes a disk, unless a program claims it.
        try (device) {
            claim.close();
        }
    }
}
