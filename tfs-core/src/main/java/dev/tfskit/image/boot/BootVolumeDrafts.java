// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image.boot;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.device.ResizableDevice;
import dev.tfskit.device.filter.FilterDevice;
import dev.tfskit.device.filter.FixedSizeDevice;
import dev.tfskit.image.ImageBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Supplies the place of the boot volume on a disk, each time a draft of the volume is begun. The content of the draft
 * before it moves to memory: a builder still reads it while it writes the last draft, which is to be on the disk. Not
 * thread-safe.
 */
final class BootVolumeDrafts implements ImageBuilder.Drafts {

    private static final int STEP_BYTES = 1 << 20;

    private final BlockDevice place;
    private Optional<MovableDevice> last = Optional.empty();

    /** Creates the supplier. All bytes of {@code place} are zero. */
    BootVolumeDrafts(BlockDevice place) {
        this.place = place;
    }

    @Override
    public ResizableDevice next() throws IOException {
        if (last.isPresent()) {
            last.get().moveTo(copy());
            place.zero(0, place.size());
        }
        MovableDevice draft = new MovableDevice(place);
        last = Optional.of(draft);
        return new FixedSizeDevice(draft);
    }

    private BlockDevice copy() throws IOException {
        byte[] bytes = new byte[Math.toIntExact(place.size())];
        for (int done = 0; done < bytes.length; done += STEP_BYTES) {
            place.read(done, ByteBuffer.wrap(bytes, done, Math.min(STEP_BYTES, bytes.length - done)));
        }
        return new MemoryDevice(bytes);
    }

    /** A device whose bytes can move elsewhere, after which it is only read. Thread-safe. */
    private static final class MovableDevice extends FilterDevice<BlockDevice> {

        private volatile Optional<BlockDevice> moved = Optional.empty();

        MovableDevice(BlockDevice device) {
            super(device);
        }

        /** Reads from another device from now on, which has the same bytes. */
        void moveTo(BlockDevice other) {
            moved = Optional.of(other);
        }

        @Override
        public void read(long offset, ByteBuffer target) throws IOException {
            moved.orElse(device()).read(offset, target);
        }

        @Override
        public void zero(long offset, long bytes) throws IOException {
            device().zero(offset, bytes);
        }
    }
}
