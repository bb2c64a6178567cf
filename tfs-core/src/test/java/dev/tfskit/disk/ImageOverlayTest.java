// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import dev.tfskit.HostProgram;
import dev.tfskit.Mounts;
import dev.tfskit.OpenDescriptors;
import dev.tfskit.Result;
import dev.tfskit.Strace;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.ExhaustingDevice;
import dev.tfskit.device.FileDevice;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.io.IoFunction;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageOverlayTest {

    @TempDir
    private Path temp;

    @Test
    void namesImageThatIsTooLargeAndLeavesNoFile() throws IOException {
        Path image = temp.resolve("image");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(1L << 43);
        }
        Path changes = temp.resolve("changes");
        FileSystemException refusal = assertThrows(
                FileSystemException.class, () -> new ImageOverlay(changes).openForWriting(image, device -> device));
        assertEquals(
                image + ": has 8796093022208 bytes, and an overlay is possible for at most 8796092755968; mount it "
                        + "without --overlay",
                refusal.getMessage());
        assertFalse(Files.exists(changes));
        Files.createFile(changes);
        assertThrows(
                FileSystemException.class, () -> new ImageOverlay(changes).openForWriting(image, device -> device));
        assertTrue(Files.exists(changes));
    }

    @Test
    void compressedImageThatIsCutShortIsNotTakenForADamagedOverlay() throws Exception {
        Path plain = Files.write(temp.resolve("plain"), new byte[1 << 20]);
        Path image = temp.resolve("image.lz4");
        HostProgram.LZ4.run("-q", plain, image);
        byte[] whole = Files.readAllBytes(image);
        Files.write(image, Arrays.copyOf(whole, whole.length / 2));
        Path changes = temp.resolve("changes");
        TfsFormatException damage = assertThrows(
                TfsFormatException.class, () -> new ImageOverlay(changes).openForWriting(image, device -> device));
        assertTrue(damage.isOfCompression(), damage::toString);
        assertFalse(Files.exists(changes));
    }

    /** The fingerprint needs the beginning of the image. */
    @Test
    void damagedBlockOfACompressedImageIsNotTakenForADamagedOverlay() throws Exception {
        Path plain = Files.write(temp.resolve("plain"), new byte[1 << 20]);
        Path image = temp.resolve("image.lz4");
        HostProgram.LZ4.run("-q", "--content-size", plain, image);
        Path changes = temp.resolve("changes");
        new ImageOverlay(changes).openForWriting(image, device -> device).close();
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.seek(20);
            file.write(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1});
        }
        ImageOverlay overlay = new ImageOverlay(changes);
        for (Executable opening : List.<Executable>of(
                () -> overlay.openForReading(image, ImageFile.openForReading(image)),
                () -> overlay.openForWriting(image, device -> device))) {
            TfsFormatException damage = assertThrows(TfsFormatException.class, opening);
            assertTrue(damage.isOfCompression(), damage::toString);
        }
        assertTrue(Files.exists(changes));
    }

    @Test
    void newOverlayIsRemovedWhenTheImageCannotBeUsed() throws IOException {
        Path image = Files.write(temp.resolve("image"), new byte[1 << 20]);
        Path changes = temp.resolve("changes");
        ImageOverlay overlay = new ImageOverlay(changes);
        IoFunction<BlockDevice, BlockDevice> opening = device -> {
            throw new IOException("no volume");
        };
        assertThrows(IOException.class, () -> overlay.openForWriting(image, opening));
        assertFalse(Files.exists(changes));
        Files.createFile(changes);
        assertThrows(IOException.class, () -> overlay.openForWriting(image, opening));
        assertEquals(0, Files.size(changes));
    }

    @Test
    void changesAreReadWhileTheImageStaysAsItIs() throws IOException {
        Path image = plainImage();
        ImageOverlay overlay = new ImageOverlay(temp.resolve("changes"));
        try (BlockDevice changed = overlay.openForWriting(image, device -> device)) {
            changed.write(5000, ByteBuffer.wrap(new byte[] {1, 2, 3}));
            changed.force();
        }
        ByteBuffer read = ByteBuffer.allocate(3);
        try (BlockDevice changed = overlay.openForReading(image, ImageFile.openForReading(image))) {
            changed.read(5000, read);
        }
        assertArrayEquals(new byte[] {1, 2, 3}, read.array());
        assertArrayEquals(new byte[1 << 20], Files.readAllBytes(image));
    }

    @Test
    void commitOfSomethingElseIsRefusedAndLeavesBothFiles() throws IOException {
        Path image = plainImage();
        Path other = Files.write(temp.resolve("other"), new byte[8192]);
        FileSystemException refusal =
                assertThrows(FileSystemException.class, () -> new ImageOverlay(other).commit(image));
        assertEquals(other.toString(), refusal.getFile());
        assertTrue(refusal.getReason().startsWith("is "), refusal::getReason);
        assertArrayEquals(new byte[8192], Files.readAllBytes(other));
        assertArrayEquals(new byte[1 << 20], Files.readAllBytes(image));
    }

    @Test
    void commitIntoAnotherImageIsRefusedAndLeavesBothFiles() throws IOException {
        Path image = plainImage();
        Path other = Files.write(temp.resolve("other"), new byte[1 << 19]);
        Path changes = temp.resolve("changes");
        try (BlockDevice changed = new ImageOverlay(changes).openForWriting(image, device -> device)) {
            changed.write(0, ByteBuffer.wrap(new byte[] {1}));
            changed.force();
        }
        byte[] before = Files.readAllBytes(changes);
        assertThrows(FileSystemException.class, () -> new ImageOverlay(changes).commit(other));
        assertArrayEquals(before, Files.readAllBytes(changes));
        assertArrayEquals(new byte[1 << 19], Files.readAllBytes(other));
    }

    @Test
    void errorOfAStepLeavesNoDescriptor() throws IOException {
        Path image = Files.write(temp.resolve("image"), new byte[1 << 20]);
        ImageOverlay overlay = new ImageOverlay(temp.resolve("changes"));
        overlay.openForWriting(image, device -> device).close();
        assertThrows(
                OutOfMemoryError.class,
                () -> overlay.openForReading(image, new ExhaustingDevice(FileDevice.openForReading(image))));
        assertThrows(
                OutOfMemoryError.class,
                () -> overlay.openForWriting(image, device -> {
                    throw new OutOfMemoryError("no memory, as the test wants");
                }));
        assertEquals(List.of(), OpenDescriptors.below(temp));
        overlay.openForWriting(image, device -> device).close();
    }

    @Test
    void commitThroughASymbolicLinkRemovesTheFile() throws IOException {
        Path image = Files.write(temp.resolve("image"), new byte[1 << 20]);
        Path changes = temp.resolve("changes");
        Path link = Files.createSymbolicLink(temp.resolve("link"), changes);
        try (BlockDevice changed = new ImageOverlay(changes).openForWriting(image, device -> device)) {
            changed.write(0, ByteBuffer.wrap(new byte[] {1}));
            changed.force();
        }
        new ImageOverlay(link).commit(image);
        assertEquals(1, Files.readAllBytes(image)[0]);
        assertFalse(Files.exists(changes));
        assertFalse(Files.exists(link, LinkOption.NOFOLLOW_LINKS));
    }

    /** As at each boot. */
    @Test
    void overlayOfABlockDeviceOutlivesANewMtimeOfTheDevice() throws IOException, InterruptedException {
        Path image = Files.write(temp.resolve("image"), new byte[4 << 20]);
        ImageOverlay overlay = new ImageOverlay(temp.resolve("changes"));
        String device = Mounts.attachLoop(image);
        try {
            Path node = Path.of(device);
            overlay.openForWriting(node, changed -> changed).close();
            Files.setLastModifiedTime(node, FileTime.fromMillis(0));
            overlay.openForWriting(node, changed -> changed).close();
            try (BlockDevice changed = FileDevice.openForWriting(node)) {
                changed.write(0, ByteBuffer.wrap(new byte[] {1}));
            }
            assertThrows(FileSystemException.class, () -> overlay.openForWriting(node, changed -> changed));
        } finally {
            Mounts.detachLoop(device);
        }
    }

    /** Makes an overlay and flushes it, in a process of its own. */
    static final class MakeOverlay {

        private MakeOverlay() {}

        /** Takes the paths of the overlay file and of the image. */
        public static void main(String[] arguments) throws IOException {
            new ImageOverlay(Path.of(arguments[0]))
                    .openForWriting(Path.of(arguments[1]), device -> {
                        device.force();
                        return device;
                    })
                    .close();
        }
    }

    @Test
    void nameOfANewOverlayIsForcedToDisk() throws IOException, InterruptedException {
        Strace.skipUnlessItTraces();
        Path image = Files.write(temp.resolve("image"), new byte[1 << 20]);
        Path log = temp.resolve("log");
        Command.java(MakeOverlay.class, Files.createDirectory(temp.resolve("d")).resolve("changes"), image)
                .under(Strace.writing(log, "-y", "-e", "trace=fsync"))
                .run()
                .ok();
        String forced = Files.readString(log);
        assertTrue(forced.contains("<" + temp.toRealPath().resolve("d") + ">"), forced);
    }

    private Path plainImage() throws IOException {
        return Files.write(temp.resolve("image"), new byte[1 << 20]).toRealPath();
    }

    /** A power cut could bring an old mtime back, and the overlay would be one of another image. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void flushForcesTheImageWithItsMtime(boolean isCompressed) throws Exception {
        Strace.skipUnlessItTraces();
        Path image = plainImage();
        if (isCompressed) {
            Path compressed = image.resolveSibling("image.lz4");
            HostProgram.LZ4.run("-q", image, compressed);
            image = compressed;
        }
        Path log = temp.resolve("log");
        Command.java(MakeOverlay.class, temp.resolve("changes"), image)
                .under(Strace.writing(log, "-y", "-e", "trace=fsync"))
                .run()
                .ok();
        String forced = Files.readString(log);
        assertTrue(forced.contains("<" + image + ">"), forced);
    }

    /** As squashfs and iso9660, and as ext4 once an error has made it read-only. */
    @ParameterizedTest
    @ValueSource(strings = {"EINVAL", "EROFS"})
    void imageOnFileSystemWithoutFlushCanHaveAnOverlay(String error) throws IOException, InterruptedException {
        Strace.skipUnlessItInjects();
        forceWithFailureOfImage(error).ok();
    }

    @Test
    void failedFlushOfTheImageIsReported() throws IOException, InterruptedException {
        Strace.skipUnlessItInjects();
        Result result = forceWithFailureOfImage("EIO");
        assertTrue(
                result.errors().contains(temp.toRealPath().resolve("image") + ": Input/output error"), result::errors);
    }

    private Result forceWithFailureOfImage(String error) throws IOException, InterruptedException {
        Path image = plainImage();
        return Command.java(MakeOverlay.class, temp.resolve("changes"), image)
                .under(Strace.injecting("fsync:error=" + error, image))
                .run();
    }

    /** The umask of this process may take bits away, but the user of the image keeps them. */
    @ParameterizedTest
    @CsvSource({"rw-------, rw-------", "r--------, rw-------", "rw-r-----, rw-r-----"})
    void newOverlayIsHiddenFromUsersWhoMayNotReadTheImage(String ofImage, String expected) throws IOException {
        Path image = Files.write(temp.resolve("image"), new byte[1 << 20]);
        Files.setPosixFilePermissions(image, PosixFilePermissions.fromString(ofImage));
        Path changes = temp.resolve("changes");
        new ImageOverlay(changes).openForWriting(image, device -> device).close();
        Set<PosixFilePermission> found = Files.getPosixFilePermissions(changes);
        assertTrue(PosixFilePermissions.fromString(expected).containsAll(found), found::toString);
        assertTrue(found.containsAll(PosixFilePermissions.fromString("rw-------")), found::toString);
    }
}
