// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.FileDevice;
import dev.tfskit.device.ResizableDevice;
import dev.tfskit.device.overlay.OverlayCommit;
import dev.tfskit.device.overlay.OverlayDevice;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.hostfile.FileKind;
import dev.tfskit.hostfile.OpenDirectory;
import dev.tfskit.io.Handover;
import dev.tfskit.io.IoFunction;
import dev.tfskit.io.sum.Sha2;
import dev.tfskit.message.Messages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * An overlay file: it receives the changes of an image, and the image itself is only read (docs/format.md, section 11).
 *
 * @param file the path of the file
 */
public record ImageOverlay(Path file) {

    private static final int MOST_SAMPLE_BYTES = 1 << 20;

    /**
     * Opens an image with the changes for reading.
     *
     * @param image the path of the image
     * @param base the image, open; the result owns it, and a failure closes it
     * @return the bytes of the changed image
     * @throws FileSystemException when the file is no overlay, or one of another image
     * @throws TfsFormatException when the image is compressed and damaged
     * @throws IOException when one of the two cannot be read
     */
    public BlockDevice openForReading(Path image, BlockDevice base) throws IOException {
        try (Handover ofBase = new Handover(base)) {
            byte[] fingerprint = fingerprint(image, base);
            BlockDevice changes = FileDevice.openForReading(file);
            try (Handover ofChanges = new Handover(changes)) {
                return ofBase.to(ofChanges.to(onto(base, changes, fingerprint)));
            }
        }
    }

    /**
     * Opens an image whose changes go into the overlay file, and locks that file. A file that does not exist or is
     * empty becomes a new overlay. A new file gets the mode of the image, without the bits of the umask. When nothing
     * can be opened on the image, the new file is removed, and one that was empty is empty again.
     *
     * @param <T> what is opened
     * @param image the path of the image, which is not locked
     * @param opening opens something on the bytes of the changed image, such as a volume; when it throws, this method
     *     closes them
     * @return what was opened; it owns the bytes
     * @throws FileSystemException when the file is no overlay, or one of another image, or another program uses it, or
     *     the image is too large
     * @throws TfsFormatException when the image is compressed and damaged
     * @throws IOException when one of the two cannot be read, or the file cannot be written; or as {@code opening}
     */
    public <T> T openForWriting(Path image, IoFunction<BlockDevice, T> opening) throws IOException {
        BlockDevice base = ImageFile.openForReading(image);
        try (Handover ofBase = new Handover(base)) {
            if (base.size() > OverlayDevice.MOST_IMAGE_BYTES) {
                throw tooLarge(image, base.size());
            }
            boolean isAbsent = Files.notExists(file);
            if (isAbsent) {
                createFor(image);
            }
            ResizableDevice changes = FileDevice.openForWriting(file);
            try (Handover ofChanges = new Handover(changes)) {
                // Before this process had the lock, another one may have made an overlay of the new file, and the image
                // may have changed.
                T opened = changes.size() == 0
                        ? openOnNew(image, base, changes, isAbsent, opening)
                        : opening.apply(onto(base, changes, fingerprint(image, base)));
                return ofBase.to(ofChanges.to(opened));
            }
        }
    }

    /** Opens an image whose changes go into an empty file, which is as it was if that fails. */
    private <T> T openOnNew(
            Path image,
            BlockDevice base,
            ResizableDevice changes,
            boolean wasAbsent,
            IoFunction<BlockDevice, T> opening)
            throws IOException {
        try (Handover handover = new Handover(() -> undoCreation(changes, wasAbsent))) {
            byte[] fingerprint = fingerprint(image, base);
            if (base.size() > 0) {
                OverlayDevice.create(changes, base.size(), fingerprint);
                // Otherwise a power cut could take the name, and durable changes with it.
                OpenDirectory.forceWherePossible(file.toRealPath());
            }
            return handover.to(opening.apply(onto(base, changes, fingerprint)));
        }
    }

    private void undoCreation(ResizableDevice changes, boolean wasAbsent) throws IOException {
        if (wasAbsent) {
            Files.deleteIfExists(file);
        } else {
            changes.resize(0);
        }
    }

    private OverlayDevice onto(BlockDevice base, BlockDevice changes, byte[] fingerprint) throws IOException {
        try {
            return OverlayDevice.open(base, changes, fingerprint);
        } catch (TfsFormatException e) {
            throw refusal(e);
        }
    }

    /**
     * Creates the file with the mode of the image, because it gets bytes that only readers of the image may see. Its
     * owner can write it, also when the image is read-only.
     */
    private void createFor(Path image) throws IOException {
        PosixFileAttributeView attributes = Files.getFileAttributeView(image, PosixFileAttributeView.class);
        if (attributes == null
                || !file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(file);
            return;
        }
        Set<PosixFilePermission> mode = EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        mode.addAll(attributes.readAttributes().permissions());
        Files.createFile(file, PosixFilePermissions.asFileAttribute(mode));
    }

    private static FileSystemException tooLarge(Path image, long bytes) {
        return new FileSystemException(
                image.toString(),
                null,
                "has " + Messages.bytes(bytes) + ", and an overlay is possible for at most "
                        + OverlayDevice.MOST_IMAGE_BYTES + "; mount it without --overlay");
    }

    private FileSystemException refusal(TfsFormatException e) {
        return new FileSystemException(file.toString(), null, "is " + Messages.reasonOf(e));
    }

    /**
     * Writes the changes into the image, makes them durable, and removes the file. When that is interrupted, the image
     * is as before, or has all changes, or is refused by all tools until this is done again.
     *
     * @param image the path of the image
     * @throws FileSystemException when the file is no overlay, or one of another image, or another program uses one of
     *     the two
     * @throws IOException when one of the two cannot be read or written
     */
    public void commit(Path image) throws IOException {
        Path real = file.toRealPath();
        try (BlockDevice target = openTarget(image);
                BlockDevice changes = FileDevice.openForWriting(file)) {
            write(image, target, changes);
        } catch (TfsFormatException e) {
            throw refusal(e);
        }
        Files.delete(real);
        // It would lead to nothing now. Another mount may have made a new overlay of the same name meanwhile.
        if (Files.isSymbolicLink(file)) {
            Files.deleteIfExists(file);
        }
    }

    private static void write(Path image, BlockDevice target, BlockDevice changes) throws IOException {
        try {
            OverlayCommit.run(target, changes, fingerprint(image, target));
        } catch (FileSystemException e) {
            if (OverlayCommit.hasBegun(target)) {
                FileSystemException partly = new FileSystemException(
                        image.toString(),
                        null,
                        "has only a part of the changes of an overlay: " + Messages.reasonInSentence(e)
                                + "; remove the cause, and commit the same file again");
                partly.initCause(e);
                throw partly;
            }
            throw e;
        }
    }

    /** Opens an image that may have a part of the changes. */
    private static BlockDevice openTarget(Path image) throws IOException {
        ResizableDevice target = FileDevice.openForWriting(image);
        try (Handover handover = new Handover(target)) {
            if (OverlayCommit.hasBegun(target)) {
                return handover.to(target);
            }
        }
        return ImageFile.openForWriting(image);
    }

    /**
     * Returns what changes with an image: its size, its mtime and its beginning. A block device gets another mtime at
     * each boot, so the beginning of its root volume stands in the place of the time.
     */
    private static byte[] fingerprint(Path image, BlockDevice base) throws IOException {
        boolean hasTime = FileKind.of(image) == FileKind.REGULAR;
        Instant modified = hasTime ? Files.getLastModifiedTime(image).toInstant() : Instant.EPOCH;
        ByteBuffer numbers = ByteBuffer.allocate(3 * Long.BYTES)
                .putLong(base.size())
                .putLong(modified.getEpochSecond())
                .putLong(modified.getNano());
        MessageDigest digest = Sha2.sha256();
        digest.update(numbers.flip());
        digest.update(sample(base, 0));
        Optional<Partition> root =
                hasTime ? Optional.empty() : PartitionTable.read(base).flatMap(PartitionTable::root);
        long start = root.map(Partition::startBlock).orElse(0L) * BlockDevice.BLOCK_BYTES;
        if (start > 0 && start < base.size()) {
            digest.update(sample(base, start));
        }
        return digest.digest();
    }

    private static ByteBuffer sample(BlockDevice image, long offset) throws IOException {
        ByteBuffer sample = ByteBuffer.allocate((int) Math.min(MOST_SAMPLE_BYTES, image.size() - offset));
        image.read(offset, sample);
        return sample.flip();
    }
}
