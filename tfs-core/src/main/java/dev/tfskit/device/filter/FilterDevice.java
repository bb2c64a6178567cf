// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device.filter;

import dev.tfskit.device.BlockDevice;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A device that does what another one does, but for what a subclass does otherwise. Thread safe if that one and the
 * subclass are.
 *
 * @param <D> what the other one can do
 */
public abstract class FilterDevice<D extends BlockDevice> implements BlockDevice {

    private final D device;

    /** The same as another device. */
    protected FilterDevice(D device) {
        this.device = device;
    }

    /** The device behind this one. */
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
