// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device.filter;

import dev.tfskit.device.BlockDevice;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Base class of devices that delegate to another device. Each method calls the same method of the device behind it,
 * except {@link #zero}, which calls {@link #write}, and {@link #isHole}, which knows none; subclasses override what
 * differs. Thread-safe if the device behind it and the subclass are.
 *
 * @param <D> the type of the device behind it
 */
public abstract class FilterDevice<D extends BlockDevice> implements BlockDevice {

    private final D device;

    /**
     * Creates a device that delegates to another one.
     *
     * @param device the device behind this one
     */
    protected FilterDevice(D device) {
        this.device = device;
    }

    /**
     * Returns the device behind this one.
     *
     * @return the device that receives the calls
     */
    protected final D device() {
        return device;
    }

    @Override
    public long size() throws IOException {
        return device.size();
    }

    @Override
    public void read(long offset, ByteBuffer target) throws IOException {
        device.read(offset, target);
    }

    @Override
    public void write(long offset, ByteBuffer source) throws IOException {
        device.write(offset, source);
    }

    @Override
    public void force() throws IOException {
        device.force();
    }

    @Override
    public void close() throws IOException {
        device.close();
    }

    @Override
    public final String toString() {
        return device.toString();
    }
}
