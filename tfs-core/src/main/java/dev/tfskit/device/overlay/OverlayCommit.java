// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device.overlay;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.io.ByteRange;
import dev.tfskit.io.IoConsumer;
import dev.tfskit.io.sum.Sha2;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Writes the changes of an overlay into its image (docs/format.md, section 11). An interruption at any moment leaves
 * the image as it was, or with all changes, or marked so that no program takes it for an image. Another commit then
 * completes it. Not thread-safe.
 */
public final class OverlayCommit {

    private static final int COPY_BYTES = 1 << 20;
    private static final ByteBuffer ZEROS = ByteBuffer.allocate(COPY_BYTES).asReadOnlyBuffer();

    private final BlockDevice image;
    private final BlockDevice file;
    private final OverlayDevice overlay;
    private final ByteBuffer buffer = ByteBuffer.allocate(COPY_BYTES);

    private OverlayCommit(BlockDevice image, BlockDevice file) throws IOException {
        this.image = image;
        this.file = file;
        // The caller keeps both devices.
        this.overlay = OverlayDevice.of(image, file);
    }

    /**
     * Writes the changes, or those that an interrupted commit has left. Afterwards the file is of no use. Both devices
     * stay open.
     *
     * @param image the image; it is written
     * @param file the overlay file
     * @param fingerprint 32 bytes that identify the image as it is now; without meaning once the changes have begun to
     *     go into it
     * @throws TfsFormatException when the file is no overlay, or one of another image
     * @throws IOException when one of the two cannot be read or written; the commit can be done again
     */
    public static void run(BlockDevice image, BlockDevice file, byte[] fingerprint) throws IOException {
        new OverlayCommit(image, file).run(fingerprint);
    }

    /**
     * Returns whether an image has only a part of the changes of some overlay.
     *
     * @param image the image; it stays open
     * @return true until a commit has completed them
     * @throws IOException when the image cannot be read
     */
    public static boolean hasBegun(BlockDevice image) throws IOException {
        return CommitMark.isOn(image);
    }

    private void run(byte[] fingerprint) throws IOException {
        OverlayHeader header = overlay.header();
        if (image.size() != header.imageBytes()) {
            throw OverlayDevice.otherImage();
        }
        check(header, fingerprint);
        forceAsRead(header);
        if (header.progress() == OverlayHeader.Progress.NONE) {
            keepFirstPage();
            header = header.begun(overwritten());
            record(header);
        }
        if (header.progress() == OverlayHeader.Progress.BEGUN) {
            // An interrupted commit may have written the mark and not made it durable.
            CommitMark.write(image, header);
            image.force();
            copy(CommitMark.BYTES, image.size());
            record(header.copied());
        }
        copy(0, Math.min(CommitMark.BYTES, image.size()));
    }

    /** Refuses an image that the overlay was not made for. */
    private void check(OverlayHeader header, byte[] fingerprint) throws IOException {
        switch (header.progress()) {
            case NONE -> overlay.checkImage(fingerprint);
            // Without the mark, nothing has gone into the image yet.
            case BEGUN -> demand(CommitMark.isOn(image, header) || Arrays.equals(overwritten(), header.overwritten()));
            case COPIED -> demand(CommitMark.isOn(image, header) || hasChanges());
        }
    }

    /**
     * Makes durable what was read: after an interruption or a failed flush, the host may have it in memory alone. A
     * later flush does not write again what a failed one has lost, so header and map are written again. The overlay
     * forces the image, too.
     */
    private void forceAsRead(OverlayHeader header) throws IOException {
        overlay.forceAgain();
        record(header);
    }

    private void record(OverlayHeader header) throws IOException {
        header.write(file);
        file.force();
    }

    private static void demand(boolean isRightImage) throws TfsFormatException {
        if (!isRightImage) {
            throw OverlayDevice.otherImage();
        }
    }

    /** Puts the first page of the image into the file, where the mark does not overwrite it. */
    private void keepFirstPage() throws IOException {
        if (!overlay.isChanged(0)) {
            ByteBuffer page = read(overlay, new ByteRange(0, Math.min(OverlayLayout.PAGE_BYTES, image.size())));
            overlay.write(0, page);
            overlay.force();
        }
    }

    /** Runs an action on each range of the changes, in pieces that fit into the buffer. */
    private void forEachChange(long start, long end, IoConsumer<ByteRange> action) throws IOException {
        for (long at = overlay.nextChanged(start); at < end; at = overlay.nextChanged(at)) {
            long pieceEnd = Math.min(at + COPY_BYTES, Math.min(end, overlay.sameUntil(at)));
            action.accept(new ByteRange(at, pieceEnd));
            at = pieceEnd;
        }
    }

    private ByteBuffer read(BlockDevice from, ByteRange range) throws IOException {
        from.read(range.start(), buffer.clear().limit((int) range.length()));
        return buffer.flip();
    }

    private void copy(long start, long end) throws IOException {
        forEachChange(start, end, this::copy);
        image.force();
    }

    /**
     * A hole of the file is what a mount has discarded, so it becomes a hole of the image. Zeros that a program has
     * written take space in the image, as they do without an overlay. So does a hole that fills only a part of a piece.
     * The bytes decide first: a host that takes new data for a hole must not make this lose them.
     */
    private void copy(ByteRange piece) throws IOException {
        ByteBuffer bytes = read(overlay, piece);
        if (bytes.equals(ZEROS.slice(0, bytes.remaining())) && overlay.isHoleOfFile(piece)) {
            image.zero(piece.start(), piece.length());
        } else {
            image.write(piece.start(), bytes);
        }
    }

    /** Identifies what the image has in place of the changes. */
    private byte[] overwritten() throws IOException {
        MessageDigest digest = Sha2.sha256();
        forEachChange(0, image.size(), range -> {
            digest.update(ByteBuffer.allocate(Long.BYTES).putLong(range.start()).flip());
            digest.update(read(image, range));
        });
        return digest.digest();
    }

    /** Returns whether the image has all changes. */
    private boolean hasChanges() throws IOException {
        boolean[] differs = new boolean[1];
        forEachChange(0, image.size(), range -> {
            byte[] wanted = Arrays.copyOf(read(overlay, range).array(), (int) range.length());
            differs[0] |= !read(image, range).equals(ByteBuffer.wrap(wanted));
        });
        return !differs[0];
    }
}
