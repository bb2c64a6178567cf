// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.FileDevice;
import dev.tfskit.device.ResizableDevice;
import dev.tfskit.device.overlay.OverlayDevice;
import dev.tfskit.disk.DiskImage;
import dev.tfskit.disk.ImageFile;
import dev.tfskit.disk.VolumeChoice;
import dev.tfskit.error.Messages;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.io.IoFunction;
import dev.tfskit.io.Sha2;
import dev.tfskit.volume.FreedBlocks;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The file that takes the changes of an image (docs/format.md, section 11).
 *
 * @param file the path of the file
 */
record OverlayFile(Path file) {

    private static final int MOST_SAMPLE_BYTES = 1 << 20;

    /** Opens a volume of an image with the changes for reading. */
    Volume open(Path image, VolumeChoice choice) throws IOException {
        return on(opened(image, FileDevice.openForReading(file)), choice, Volume::open);
    }

    /** Opens a volume of an image for writing into the file, which is made if it does not exist or is empty. */
    Volume openForWriting(Path image, VolumeChoice choice, FreedBlocks freedBlocks) throws IOException {
        if (Files.notExists(file)) {
            Files.createFile(file);
        }
        return on(
                opened(image, FileDevice.openForWriting(file)),
                choice,
                device -> Volume.openForWriting(device, InstantSource.system(), freedBlocks));
    }

    private BlockDevice opened(Path image, BlockDevice changes) throws IOException {
        try {
            BlockDevice base = ImageFile.openForReading(image);
            try {
                byte[] fingerprint = fingerprint(image, base);
                if (changes.size() == 0 && changes instanceof ResizableDevice empty && base.size() > 0) {
                    OverlayDevice.create(empty, base.size(), fingerprint);
                }
                return OverlayDevice.open(base, changes, fingerprint);
            } catch (IOException | RuntimeException e) {
                try (base) {
                    throw e;
                }
            }
        } catch (TfsFormatException e) {
            try (changes) {
                throw refusal(e);
            }
        } catch (IOException | RuntimeException e) {
            try (changes) {
                throw e;
            }
        }
    }

    private FileSystemException refusal(TfsFormatException e) {
        return new FileSystemException(file.toString(), null, "is " + Messages.reasonOf(e));
    }

    private static Volume on(BlockDevice device, VolumeChoice choice, IoFunction<BlockDevice, Volume> opening)
            throws IOException {
        try {
            return opening.apply(DiskImage.of(device).volume(choice));
        } catch (IOException | RuntimeException | Error e) {
            try (device) {
                throw e;
            }
        }
    }

    /** Writes the changes into an image, and removes the file. After a power cut this can be done again. */
    void commit(Path image) throws IOException {
        try (BlockDevice target = ImageFile.openForWriting(image);
                BlockDevice changes = FileDevice.openForWriting(file)) {
            OverlayDevice.commit(target, changes, fingerprint(image, target));
        } catch (TfsFormatException e) {
            throw refusal(e);
        }
        Files.delete(file);
    }

    /** Returns what changes with an image: its size, its mtime and its beginning. */
    private static byte[] fingerprint(Path image, BlockDevice base) throws IOException {
        ByteBuffer sample = ByteBuffer.allocate((int) Math.min(MOST_SAMPLE_BYTES, base.size()));
        base.read(0, sample);
        Instant modified = Files.getLastModifiedTime(image).toInstant();
        ByteBuffer numbers = ByteBuffer.allocate(3 * Long.BYTES)
                .putLong(base.size())
                .putLong(modified.getEpochSecond())
                .putLong(modified.getNano());
        MessageDigest digest = Sha2.sha256();
        digest.update(numbers.flip());
        digest.update(sample.flip());
        return digest.digest();
    }
}
