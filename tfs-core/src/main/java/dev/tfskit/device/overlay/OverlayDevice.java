// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device.overlay;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.ResizableDevice;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.io.ByteRange;
import dev.tfskit.io.IoRunnable;
import dev.tfskit.message.Messages;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * An image together with its changes, which are in an overlay file; the image itself is only read. A changed page is
 * read from the file, every other page from the image.
 *
 * <p>A power cut leaves the same as on a device that is written directly: everything written before the last
 * {@link #force}, and any part of what was written after it. A page counts as changed once its bit is in the file, and
 * the bit is written only when the page is durable (docs/format.md, section 11). The program that wrote the image may
 * not have made it durable, so the first {@link #force} does that. {@link OverlayCommit} writes the changes into the
 * image. Thread-safe. The size is fixed.
 */
public final class OverlayDevice implements BlockDevice {

    /** The size of the largest image that can have an overlay, in bytes. */
    public static final long MOST_IMAGE_BYTES = OverlayLayout.MOST_PAGES * OverlayLayout.PAGE_BYTES;

    private static final int PAGE_BYTES = OverlayLayout.PAGE_BYTES;
    /** The most bytes that become a hole at once. Readers wait meanwhile, and the host may have to write zeros. */
    private static final long HOLE_BYTES = 64L << 20;

    private final BlockDevice image;
    private final BlockDevice file;
    private final OverlayHeader header;
    private final OverlayLayout layout;
    private final PageMap map;
    /** Guards the two sets. Pages that have changed are written in place without it. */
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

    private final BitSet changed;
    /** The changed pages whose bits are not in the file yet. */
    private BitSet pending = new BitSet();
    /** Guarded by the monitor of this device. */
    private boolean isImageDurable;

    private OverlayDevice(BlockDevice image, BlockDevice file, OverlayHeader header, PageMap map) {
        this.image = image;
        this.file = file;
        this.header = header;
        this.layout = new OverlayLayout(header.imageBytes());
        this.map = map;
        this.changed = map.copy();
    }

    /**
     * Makes a file an overlay without changes. The overlay is durable when this method returns; a power cut before that
     * leaves a file that {@link #open} refuses.
     *
     * @param file the file, whose content is lost
     * @param imageBytes the size of the image in bytes, from 1 to {@link #MOST_IMAGE_BYTES}
     * @param fingerprint 32 bytes that identify the image
     * @throws IllegalArgumentException when the image is too large
     * @throws IOException when the file cannot be written
     */
    public static void create(ResizableDevice file, long imageBytes, byte[] fingerprint) throws IOException {
        OverlayLayout layout = new OverlayLayout(imageBytes);
        if (!layout.isPossible()) {
            throw new IllegalArgumentException("an image of " + Messages.bytes(imageBytes));
        }
        file.resize(0);
        file.resize(layout.fileBytes());
        file.force();
        OverlayHeader.ofNew(imageBytes, fingerprint).write(file);
        file.force();
    }

    /**
     * Opens an image with its overlay. The device owns both; on failure both stay open.
     *
     * @param image the image; it is only read
     * @param file the overlay file
     * @param fingerprint 32 bytes that identify the image as it is now
     * @return the changed image
     * @throws TfsFormatException when the file is not an overlay, belongs to another image, or holds changes that a
     *     commit has begun to write into the image
     */
    public static OverlayDevice open(BlockDevice image, BlockDevice file, byte[] fingerprint) throws IOException {
        OverlayDevice device = of(image, file);
        if (device.header.progress() != OverlayHeader.Progress.NONE) {
            throw new TfsFormatException(
                    "an overlay whose changes have begun to go into the image; complete that with tfs-fuse "
                            + "--commit-overlay");
        }
        device.checkImage(fingerprint);
        return device;
    }

    /** Opens an overlay of any image, whatever its progress. */
    static OverlayDevice of(BlockDevice image, BlockDevice file) throws IOException {
        OverlayHeader header = OverlayHeader.read(file);
        OverlayLayout layout = new OverlayLayout(header.imageBytes());
        if (!layout.isPossible() || file.size() < layout.fileBytes()) {
            throw new TfsFormatException("an overlay file that was cut short; copy it again or name another file");
        }
        return new OverlayDevice(image, file, header, PageMap.read(file, layout));
    }

    /** Refuses an image that is not as it was when the overlay was made. */
    void checkImage(byte[] fingerprint) throws IOException {
        if (image.size() != header.imageBytes() || !Arrays.equals(fingerprint, header.fingerprint())) {
            throw otherImage();
        }
    }

    /** Returns the refusal of an image that is not the one of the overlay. */
    static TfsFormatException otherImage() {
        return new TfsFormatException(
                "an overlay of another image, or of this one before it was changed; name the image that it was "
                        + "made for, or another file");
    }

    OverlayHeader header() {
        return header;
    }

    /** Returns whether a page has its bytes in the file. */
    boolean isChanged(int page) {
        return isChanged(page, page + 1);
    }

    /** Returns whether a range of changed bytes is a hole of the file, as {@link #zero} leaves it. */
    boolean isHoleOfFile(ByteRange changes) {
        return file.isHole(layout.fileOffset(changes.start()), changes.length());
    }

    /** Returns the offset of the next byte in a changed page; the size of the image when there is none. */
    long nextChanged(long offset) {
        int page = changed.nextSetBit((int) (offset / PAGE_BYTES));
        return page < 0 ? layout.imageBytes() : Math.max(offset, (long) page * PAGE_BYTES);
    }

    /** Returns how far the page at an offset and those behind it are all changed or all unchanged. */
    long sameUntil(long offset) {
        int page = (int) (offset / PAGE_BYTES);
        int end = changed.get(page) ? changed.nextClearBit(page) : changed.nextSetBit(page);
        return end < 0 ? layout.imageBytes() : Math.min(layout.imageBytes(), (long) end * PAGE_BYTES);
    }

    @Override
    public long size() {
        return layout.imageBytes();
    }

    @Override
    public void read(long offset, ByteBuffer target) throws IOException {
        int limit = target.limit();
        lock.readLock().lock();
        try {
            for (long at = offset; target.position() < limit; ) {
                long end = at < layout.imageBytes() ? sameUntil(at) : Long.MAX_VALUE;
                int count = (int) Math.min(limit - target.position(), end - at);
                target.limit(target.position() + count);
                if (at < layout.imageBytes() && changed.get((int) (at / PAGE_BYTES))) {
                    file.read(layout.fileOffset(at), target);
                } else {
                    image.read(at, target);
                }
                at += count;
            }
        } finally {
            target.limit(limit);
            lock.readLock().unlock();
        }
    }

    @Override
    public void write(long offset, ByteBuffer source) throws IOException {
        int count = source.remaining();
        checkRange(offset, count);
        if (count > 0) {
            change(offset, count, () -> file.write(layout.fileOffset(offset), source));
        }
    }

    /** Whole pages become holes of the file, where the host can make some. */
    @Override
    public void zero(long offset, long bytes) throws IOException {
        checkRange(offset, bytes);
        long end = offset + bytes;
        long firstPage = Math.min(end, Math.ceilDiv(offset, PAGE_BYTES) * (long) PAGE_BYTES);
        long endOfPages = end == layout.imageBytes() ? end : Math.max(firstPage, end / PAGE_BYTES * PAGE_BYTES);
        BlockDevice.super.zero(offset, firstPage - offset);
        for (long at = firstPage; at < endOfPages; at += HOLE_BYTES) {
            long start = at;
            long count = Math.min(HOLE_BYTES, endOfPages - start);
            change(start, count, () -> file.zero(layout.fileOffset(start), count));
        }
        BlockDevice.super.zero(endOfPages, end - endOfPages);
    }

    private void checkRange(long offset, long bytes) throws IOException {
        if (offset < 0 || bytes > layout.imageBytes() - offset) {
            throw new IOException(this + " has " + Messages.bytes(layout.imageBytes()) + " and cannot grow");
        }
    }

    /** Changes bytes of the file. Pages that are new in it get the bytes of the image around them. */
    private void change(long offset, long bytes, IoRunnable action) throws IOException {
        int first = (int) (offset / PAGE_BYTES);
        int end = (int) ((offset + bytes - 1) / PAGE_BYTES) + 1;
        if (isChanged(first, end)) {
            action.run();
            return;
        }
        exclusively(() -> {
            copyEdge(first, offset, bytes);
            if (first < end - 1) {
                copyEdge(end - 1, offset, bytes);
            }
            action.run();
            for (int page = changed.nextClearBit(first); page < end; page = changed.nextClearBit(page + 1)) {
                changed.set(page);
                pending.set(page);
            }
        });
    }

    private boolean isChanged(int first, int end) {
        lock.readLock().lock();
        try {
            return changed.nextClearBit(first) >= end;
        } finally {
            lock.readLock().unlock();
        }
    }

    private void exclusively(IoRunnable action) throws IOException {
        lock.writeLock().lock();
        try {
            action.run();
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Copies a page of which only a part is changed. */
    private void copyEdge(int page, long offset, long bytes) throws IOException {
        long start = (long) page * PAGE_BYTES;
        long end = Math.min(start + PAGE_BYTES, layout.imageBytes());
        if (!changed.get(page) && (start < offset || offset + bytes < end)) {
            ByteBuffer copy = ByteBuffer.allocate((int) (end - start));
            image.read(start, copy);
            file.write(layout.fileOffset(start), copy.flip());
        }
    }

    @Override
    public synchronized void force() throws IOException {
        BitSet durable = new BitSet();
        exclusively(() -> {
            durable.or(pending);
            pending = new BitSet();
        });
        boolean isDone = false;
        try {
            forceImage();
            file.force();
            if (!durable.isEmpty()) {
                map.add(durable);
                file.force();
            }
            isDone = true;
        } finally {
            if (!isDone) {
                exclusively(() -> pending.or(durable));
            }
        }
    }

    /** Makes the image durable before anything in the file relies on it. Nothing changes it afterwards. */
    private void forceImage() throws IOException {
        if (!isImageDurable) {
            image.force();
            isImageDurable = true;
        }
    }

    /** As {@link #force}, and writes the bits of all changed pages again. */
    void forceAgain() throws IOException {
        exclusively(() -> pending.or(changed));
        force();
    }

    @Override
    public void close() throws IOException {
        try (Closeable _ = image) {
            file.close();
        }
    }

    /** Returns the name of the image for messages. */
    @Override
    public String toString() {
        return image.toString();
    }
}
