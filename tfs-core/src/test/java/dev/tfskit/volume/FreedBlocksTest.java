// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.HostProgram;
import dev.tfskit.Tfs;
import dev.tfskit.check.Checks;
import dev.tfskit.device.FileDevice;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.device.VolumeChoice;
import dev.tfskit.device.filter.DeviceSlice;
import dev.tfskit.io.IoConsumer;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The bytes of freed blocks: they stay on the device, or become zeros with the commit that frees the blocks. */
class FreedBlocksTest {

    private static final int BYTES = 4 << 20;
    private static final int SECRET_BYTES = 600_000;
    private static final String SECRET = "the old contents;";
    private static final Symbol A = Symbol.of("a");

    @TempDir
    private Path directory;

    /** Frees blocks of a file that holds the secret, which begins at its first byte. */
    @FunctionalInterface
    private interface Freeing {
        void run(WritableVolume volume, RegularFile file) throws IOException;
    }

    private enum Way {
        UNLINK((volume, _) -> volume.root().unlink(A)),
        UNLINK_OPEN((volume, file) -> {
            try (OpenFile _ = file.open()) {
                volume.root().unlink(A);
                volume.commit();
            }
        }),
        REPLACE((volume, _) -> {
            Symbol other = Symbol.of("b");
            volume.root().createFile(other);
            volume.root().rename(other, volume.root(), A, RenameMode.REPLACE);
        }),
        TRUNCATE((_, file) -> withOpen(file, open -> open.truncate(0))),
        PUNCH((_, file) -> withOpen(file, open -> open.punchHole(0, SECRET_BYTES + 512)));

        private final Freeing freeing;

        Way(Freeing freeing) {
            this.freeing = freeing;
        }
    }

    private static void withOpen(RegularFile file, IoConsumer<OpenFile> use) throws IOException {
        try (OpenFile open = file.open()) {
            use.accept(open);
        }
    }

    private static RegularFile createSecret(Volume volume) throws IOException {
        RegularFile file = volume.root().createFile(A);
        byte[] secret = SECRET.repeat(SECRET_BYTES / SECRET.length()).getBytes(StandardCharsets.US_ASCII);
        withOpen(file, open -> open.write(0, ByteBuffer.wrap(secret)));
        return file;
    }

    private static boolean holdsSecret(byte[] image) {
        return new String(image, StandardCharsets.ISO_8859_1).contains(SECRET);
    }

    private static Identity identity() {
        return new Identity(new UUID(1, 2), Label.of("freed"));
    }

    private Path image() throws IOException {
        Path image = directory.resolve("image");
        Tfs.create(image, BYTES, identity(), InstantSource.system()).close();
        return image;
    }

    private static WritableVolume open(Path image, FreedBlocks freedBlocks) throws IOException {
        return Tfs.openForWriting(image, new VolumeChoice.Root(), InstantSource.system(), freedBlocks);
    }

    /** The kilobytes that a file takes on the host. */
    private static long used(Path file) throws IOException, InterruptedException {
        return Long.parseLong(HostProgram.FIND.run(file, "-printf", "%k").strip());
    }

    @ParameterizedTest
    @EnumSource
    void areHolesOfTheImageFileOnRequest(Way way) throws Exception {
        Path image = image();
        long before = used(image);
        try (WritableVolume volume = open(image, FreedBlocks.ZERO)) {
            RegularFile file = createSecret(volume);
            volume.commit();
            assertTrue(used(image) > before + SECRET_BYTES / 1024 - 10);
            way.freeing.run(volume, file);
            assertTrue(holdsSecret(Files.readAllBytes(image)), "a power cut now would lose the file");
        }
        assertFalse(holdsSecret(Files.readAllBytes(image)));
        assertTrue(used(image) < before + 100, () -> "the image file has not become smaller");
        try (FileDevice device = FileDevice.openForReading(image)) {
            Checks.assertSound(device);
        }
    }

    @ParameterizedTest
    @EnumSource
    void areKeptWithoutRequest(Way way) throws Exception {
        Path image = image();
        try (WritableVolume volume = open(image, FreedBlocks.KEEP)) {
            RegularFile file = createSecret(volume);
            volume.commit();
            way.freeing.run(volume, file);
        }
        assertTrue(holdsSecret(Files.readAllBytes(image)));
    }

    @Test
    void areKeptByABuilder() throws IOException {
        MemoryDevice memory = new MemoryDevice();
        VolumeBuilder volume = Volume.create(memory, identity());
        createSecret(volume);
        volume.commit();
        volume.root().unlink(A);
        volume.commit();
        assertTrue(holdsSecret(memory.toByteArray()));
    }

    @Test
    void areKeptByAFormattedVolume() throws IOException {
        MemoryDevice memory = new MemoryDevice(new byte[BYTES]);
        try (WritableVolume volume = Volume.format(memory, identity(), InstantSource.system())) {
            createSecret(volume);
            volume.commit();
            volume.root().unlink(A);
        }
        assertTrue(holdsSecret(memory.toByteArray()));
    }

    @Test
    void areOverwrittenWithZerosWhereTheHostCannotMakeHoles() throws IOException {
        MemoryDevice memory = new MemoryDevice(new byte[BYTES]);
        DeviceSlice device = new DeviceSlice(memory, 0, BYTES);
        Volume.format(device, identity(), InstantSource.system()).close();
        try (WritableVolume volume = Volume.openForWriting(device, InstantSource.system(), FreedBlocks.ZERO)) {
            createSecret(volume);
            volume.commit();
            volume.root().unlink(A);
        }
        byte[] image = new byte[BYTES];
        memory.read(0, ByteBuffer.wrap(image));
        assertFalse(holdsSecret(image));
        Checks.assertSound(device);
    }

    @Test
    void ofTheOldLogAreZerosAfterACompaction() throws IOException {
        Path image = image();
        try (WritableVolume volume = open(image, FreedBlocks.ZERO)) {
            RegularFile file = volume.root().createFile(A);
            file.setExtendedAttribute(Symbol.of("user.x"), Text.of(SECRET.repeat(1000)));
            volume.commit();
            file.removeExtendedAttribute(Symbol.of("user.x"));
            assertTrue(volume.compact());
        }
        assertFalse(holdsSecret(Files.readAllBytes(image)));
    }

    @Test
    void ofFilesThatNoCommitHasSeenAreZerosToo() throws IOException {
        Path image = image();
        try (WritableVolume volume = open(image, FreedBlocks.ZERO)) {
            createSecret(volume);
            volume.root().unlink(A);
            assertTrue(volume.hasChanges());
        }
        assertFalse(holdsSecret(Files.readAllBytes(image)));
    }

    @Test
    void lockOfImageStaysAfterHolesArePunched() throws Exception {
        Path image = image();
        try (WritableVolume volume = open(image, FreedBlocks.ZERO)) {
            createSecret(volume);
            volume.commit();
            long full = used(image);
            volume.root().unlink(A);
            volume.commit();
            // This process must not open the image: when it closes it, the lock is gone.
            assertTrue(used(image) < full);
            String inode = HostProgram.FIND.run(image, "-printf", "%i").strip();
            // Each line of this table names the process and the inode of a lock.
            assertTrue(
                    Files.readString(Path.of("/proc/locks"))
                            .lines()
                            .anyMatch(lock ->
                                    lock.contains(" " + ProcessHandle.current().pid() + " ")
                                            && lock.contains(":" + inode + " ")),
                    "the lock is gone");
        }
        assertEquals(BYTES, Files.size(image));
    }
}
