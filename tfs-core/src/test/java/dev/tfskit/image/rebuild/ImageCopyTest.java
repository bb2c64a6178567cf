// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image.rebuild;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tfskit.HostProgram;
import dev.tfskit.Mounts;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.FileDevice;
import dev.tfskit.hostfile.Impatience;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageCopyTest {

    @TempDir
    private Path directory;

    private Path image;
    private Path target;

    @BeforeEach
    void makeImage() throws IOException {
        image = directory.resolve("image");
        target = directory.resolve("target");
        Files.write(image, bytes(300_000));
    }

    /** Bytes of which many in the middle are zero. */
    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(1).nextBytes(bytes);
        Arrays.fill(bytes, count / 5, count * 4 / 5, (byte) 0);
        return bytes;
    }

    private ImageCopy copy(Path of) throws IOException {
        try (FileChannel channel = FileChannel.open(
                target, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            return ImageCopy.of(of, channel);
        }
    }

    private void assertCopied() throws IOException {
        assertEquals(Files.size(image), Files.size(target));
        assertEquals(-1, Files.mismatch(image, target));
    }

    @Test
    void copyHasTheBytesOfTheImage() throws IOException {
        copy(image).checkImage();
        assertCopied();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 65_536, 300_000})
    void copyOfACompressedImageIsUnpacked(int length) throws IOException, InterruptedException {
        Files.write(image, bytes(length));
        Path compressed = directory.resolve("image.lz4");
        HostProgram.LZ4.run("-q", image, compressed);
        copy(compressed).checkImage();
        assertCopied();
    }

    @Test
    void zerosAtTheEndOfACompressedImageAreCopied() throws IOException, InterruptedException {
        Files.write(image, new byte[200_000]);
        Path compressed = directory.resolve("image.lz4");
        HostProgram.LZ4.run("-q", image, compressed);
        copy(compressed);
        assertCopied();
    }

    @Test
    void missingImageIsNamed() {
        Path missing = directory.resolve("missing");
        assertEquals(
                missing.toString(),
                assertThrows(NoSuchFileException.class, () -> copy(missing)).getFile());
    }

    private void assertRefused(String message, Path refused) {
        assertEquals(
                message,
                assertThrows(FileSystemException.class, () -> copy(refused)).getMessage());
    }

    @Test
    void refusesADirectory() {
        assertRefused(directory + ": is a directory; an image file is expected", directory);
    }

    @Test
    void refusesABlockDevice() throws IOException, InterruptedException {
        Files.write(image, new byte[1 << 20]);
        String loop = Mounts.attachLoop(image);
        try {
            assertRefused(
                    loop + ": is not a regular file, so it cannot be copied; copy it to a file first", Path.of(loop));
        } finally {
            Mounts.detachLoop(loop);
        }
    }

    @Test
    void refusesAnImageThatIsInUse() throws IOException {
        try (BlockDevice _ = FileDevice.openForWriting(image)) {
            FileSystemException refusal = Impatience.assertRefused(FileSystemException.class, () -> copy(image));
            assertEquals(
                    image + ": is being written to by another program; unmount or close it there first",
                    refusal.getMessage());
        }
    }

    private void assertChanged(ImageCopy copy) {
        FileSystemException refusal = assertThrows(FileSystemException.class, copy::checkImage);
        assertEquals(
                image
                        + ": was changed or opened for writing by another program meanwhile; close it there, and run "
                        + "the update again",
                refusal.getMessage());
    }

    @Test
    void findsThatTheImageHasAnotherSize() throws IOException {
        ImageCopy copy = copy(image);
        FileTime modified = Files.getLastModifiedTime(image);
        Files.write(image, new byte[1], StandardOpenOption.APPEND);
        Files.setLastModifiedTime(image, modified);
        assertChanged(copy);
    }

    @Test
    void findsThatTheImageWasWritten() throws IOException {
        ImageCopy copy = copy(image);
        FileTime modified = Files.getLastModifiedTime(image);
        Files.setLastModifiedTime(image, FileTime.fromMillis(modified.toMillis() + 1));
        assertChanged(copy);
    }

    @Test
    void findsThatTheImageIsOpenForWriting() throws IOException {
        ImageCopy copy = copy(image);
        try (BlockDevice _ = FileDevice.openForWriting(image)) {
            assertChanged(copy);
        }
        copy.checkImage();
    }
}
