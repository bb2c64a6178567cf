// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.cli.ProgressLine;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.filter.FilterDevice;
import dev.tfskit.message.Messages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/** A device that shows on a terminal how much of it was read. Thread-safe. */
final class MeteredDevice extends FilterDevice<BlockDevice> {

    private final ProgressLine progress;
    private final AtomicLong bytes = new AtomicLong();

    /**
     * Creates a device in front of another one.
     *
     * @param device the device; closed with this one
     * @param progress shows the progress; closed with this device
     */
    MeteredDevice(BlockDevice device, ProgressLine progress) {
        super(device);
        this.progress = progress;
    }

    @Override
    public void read(long offset, ByteBuffer target) throws IOException {
        long sum = bytes.addAndGet(target.remaining());
        super.read(offset, target);
        progress.show(seconds -> Messages.size(sum) + " read, " + Messages.size((long) (sum / seconds)) + "/s");
    }

    @Override
    public void close() throws IOException {
        progress.close();
        super.close();
    }
}
