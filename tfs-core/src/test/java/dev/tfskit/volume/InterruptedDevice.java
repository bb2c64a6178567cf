// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.filter.FilterDevice;
import dev.tfskit.io.IoRunnable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A device in the middle of whose calls a test does something, so that what happens at the same time does not depend on
 * luck.
 */
final class InterruptedDevice extends FilterDevice<BlockDevice> {

    private Optional<IoRunnable> atWrite = Optional.empty();
    private Optional<IoRunnable> atForce = Optional.empty();

    InterruptedDevice(BlockDevice device) {
        super(device);
    }

    /** Does something at the beginning of the next write. */
    synchronized void atNextWrite(IoRunnable interruption) {
        atWrite = Optional.of(interruption);
    }

    /** Does something at the beginning of the next flush. */
    synchronized void atNextForce(IoRunnable interruption) {
        atForce = Optional.of(interruption);
    }

    private synchronized Optional<IoRunnable> takeAtWrite() {
        Optional<IoRunnable> taken = atWrite;
        atWrite = Optional.empty();
        return taken;
    }

    private synchronized Optional<IoRunnable> takeAtForce() {
        Optional<IoRunnable> taken = atForce;
        atForce = Optional.empty();
        return taken;
    }

    private static void run(Optional<IoRunnable> interruption) throws IOException {
        if (interruption.isPresent()) {
            interruption.get().run();
        }
    }

    @Override
    public void write(long offset, ByteBuffer source) throws IOException {
        run(takeAtWrite());
        device().write(offset, source);
    }

    @Override
    public void force() throws IOException {
        run(takeAtForce());
        device().force();
    }
}
