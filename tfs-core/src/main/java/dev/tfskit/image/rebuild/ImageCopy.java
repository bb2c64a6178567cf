// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image.rebuild;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.FileDevice;
import dev.tfskit.disk.ImageFile;
import dev.tfskit.hostfile.SparseCopy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * A copy of an image, in a file of the caller. The caller changes the copy, and the image stays as it is.
 * {@link #checkImage} finds out whether another program has changed the image since it was copied. The object holds
 * nothing open. Not thread-safe.
 */
public final class ImageCopy {

    private static final int PIECE_BYTES = 1 << 16;

    private final Path image;
    private final long size;
    private final FileTime modified;

    private ImageCopy(Path image, long size, FileTime modified) {
        this.image = image;
        this.size = size;
        this.modified = modified;
    }

    /**
     * Copies an image into a file. Holes stay holes; a host that can share storage between files does so. An image that
     * is compressed by lz4 is unpacked.
     *
     * @param image the path of the image
     * @param target an empty file, open for writing; it stays open
     * @return the copy
     * @throws FileSystemException when the image is in use for writing, or is not a regular file
     * @throws IOException when the image cannot be read or the target cannot be written
     */
    public static ImageCopy of(Path image, FileChannel target) throws IOException {
        if (!Files.isRegularFile(image)) {
            // The usual messages for what is missing or something else.
            ImageFile.openForReading(image).close();
            throw new FileSystemException(
                    image.toString(), null, "is not a regular file, so it cannot be copied; copy it to a file first");
        }
        if (FileDevice.isLockedAfterWaiting(image)) {
            throw new FileSystemException(
                    image.toString(), null, "is being written to by another program; unmount or close it there first");
        }
        BasicFileAttributes before = Files.readAttributes(image, BasicFileAttributes.class);
        ImageCopy copy = new ImageCopy(image, before.size(), before.lastModifiedTime());
        try (BlockDevice device = ImageFile.openForReading(image)) {
            if (ImageFile.isCompressed(image)) {
                unpack(device, target);
                return copy;
            }
        }
        SparseCopy.copy(image, target);
        return copy;
    }

    private static void unpack(BlockDevice device, FileChannel target) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
        ByteBuffer zeros = ByteBuffer.allocate(PIECE_BYTES);
        long size = device.size();
        for (long at = 0; at < size; at += piece.limit()) {
            piece.clear().limit((int) Math.min(PIECE_BYTES, size - at));
            device.read(at, piece);
            boolean isLast = at + piece.limit() == size;
            if (isLast || piece.rewind().mismatch(zeros.clear().limit(piece.limit())) >= 0) {
                writeFully(target, piece.rewind(), at);
            }
        }
    }

    /** The host writes a part when the disk becomes full, and fails at the next call only. */
    private static void writeFully(FileChannel target, ByteBuffer bytes, long position) throws IOException {
        for (long at = position; bytes.hasRemaining(); ) {
            at += target.write(bytes, at);
        }
    }

    /**
     * Makes sure that the image is as it was when it was copied.
     *
     * @throws FileSystemException when it has changed
     * @throws IOException when the host cannot look up the size and time of the image
     */
    public void checkImage() throws IOException {
        BasicFileAttributes now = Files.readAttributes(image, BasicFileAttributes.class);
        if (now.size() != size || !now.lastModifiedTime().equals(modified) || FileDevice.isLocked(image)) {
            throw new FileSystemException(
                    image.toString(),
                    null,
                    "was changed or opened for writing by another program meanwhile; close it there, and run the "
                            + "update again");
        }
    }
}
