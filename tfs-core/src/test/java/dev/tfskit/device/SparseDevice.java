// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Storage in memory that starts from an image without copying it. Thread safe. */
public final class SparseDevice implements ResizableDevice {

    private SparseImage image;

    /** A device that holds what an image holds. */
    public SparseDevice(SparseImage image) {
        this.image = image;
    }

    /** Returns the present content. */
    public synchronized SparseImage image() {
        return image;
    }

    @Override
    public synchronized long size() {
        return image.size();
    }

    @Override
    public void read(long offset, ByteBuffer target) throws IOException {
        image().read(offset, target);
    }

    @Override
    public synchronized void write(long offset, ByteBuffer source) {
        image = image.written(offset, source);
    }

    @Override
    public void force() {
        // Memory is as durable as it gets.
    }

    @Override
    public synchronized void resize(long bytes) {
        image = image.resized(bytes);
    }

    @Override
    public void close() {
        // Nothing to give back.
    }

    @Override
    public String toString() {
        return "sparse memory";
    }
}
