// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk;

import dev.tfskit.device.BlockDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The formats of files that contain an image but are not read as one. The bytes at the start of a file identify its
 * format.
 */
enum ForeignFormat {

    /** A file compressed by gzip. */
    GZIP("1f8b", "is compressed with gzip; unpack it first"),
    /** A file compressed by bzip2. */
    BZIP2("425a68", "is compressed with bzip2; unpack it first"),
    /** A file compressed by xz. */
    XZ("fd377a585a00", "is compressed with xz; unpack it first"),
    /** A file compressed by zstd. */
    ZSTD("28b52ffd", "is compressed with zstd; unpack it first"),
    /** A zip archive. */
    ZIP("504b0304", "is a zip archive; unpack it first"),
    /** A disk of QEMU. */
    QCOW("514649fb", "is a qcow2 disk; convert it with qemu-img convert -O raw first"),
    /** A disk of VMware. */
    VMDK("4b444d56", "is a VMDK disk; convert it with qemu-img convert -O raw first"),
    /** A disk of Hyper-V. */
    VHDX("7668647866696c65", "is a VHDX disk; convert it with qemu-img convert -O raw first"),
    /** An image with a part of the changes of an overlay, see {@link dev.tfskit.device.overlay.OverlayCommit}. */
    HALF_COMMITTED(
            "54465348414c4631",
            "has only a part of the changes of an overlay, because tfs-fuse --commit-overlay was interrupted; "
                    + "run that again with the same file");

    private static final int LONGEST_MAGIC = 8;

    private final byte[] magic;
    private final String refusal;

    ForeignFormat(String magic, String refusal) {
        this.magic = HexFormat.of().parseHex(magic);
        this.refusal = refusal;
    }

    /** Returns the words for a message that refuses a file of this format. */
    String refusal() {
        return refusal;
    }

    /** Returns whether an archive can have this format, too. */
    boolean isOfArchives() {
        return switch (this) {
            case GZIP, BZIP2, XZ, ZSTD, ZIP -> true;
            case QCOW, VMDK, VHDX, HALF_COMMITTED -> false;
        };
    }

    /**
     * Recognises the format of a file.
     *
     * @param file the file; it stays open
     * @return the format; empty when none of them is recognised
     * @throws IOException when the file cannot be read
     */
    static Optional<ForeignFormat> of(BlockDevice file) throws IOException {
        ByteBuffer start = ByteBuffer.allocate((int) Math.min(LONGEST_MAGIC, file.size()));
        file.read(0, start);
        for (ForeignFormat format : values()) {
            byte[] magic = format.magic;
            if (start.capacity() >= magic.length
                    && Arrays.equals(start.array(), 0, magic.length, magic, 0, magic.length)) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }
}
