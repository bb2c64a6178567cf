// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.posix.HostMounts.HostMount;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class HostMountsTest {

    @TempDir
    private Path directory;

    @Test
    @EnabledOnOs(OS.LINUX)
    void readsMountTable() throws IOException {
        List<HostMount> mounts = HostMounts.list();
        assertTrue(
                mounts.stream()
                        .anyMatch(mount -> mount.directory().equals(Path.of("/proc"))
                                && mount.type().equals("proc")),
                mounts::toString);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void namesFileSystemOfOpenFile() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            assertTrue(channel.isOpen());
            int descriptor = descriptorOf(file);
            String type = Files.getFileStore(file).type();
            assertEquals(Optional.of(type), HostMounts.typeOf(descriptor));
            Files.delete(file);
            assertEquals(Optional.of(type), HostMounts.typeOf(descriptor));
        }
    }

    private static int descriptorOf(Path file) throws IOException {
        try (Stream<Path> links = Files.list(Path.of("/proc/self/fd"))) {
            return links.filter(link -> leadsTo(link, file))
                    .mapToInt(link -> Integer.parseInt(link.getFileName().toString()))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static boolean leadsTo(Path link, Path file) {
        try {
            return Files.readSymbolicLink(link).equals(file.toRealPath());
        } catch (IOException e) {
            // The descriptor with which the directory is listed, or one that has been closed.
            return false;
        }
    }

    @Test
    void descriptorThatIsNotOpenIsOnNoFileSystem() throws IOException {
        assertEquals(Optional.empty(), HostMounts.typeOf(Integer.MAX_VALUE));
    }

    @Test
    void ordinaryFileIsNotMounted() throws IOException {
        assertFalse(HostMounts.isMounted(Files.createFile(directory.resolve("file"))));
    }

    @Test
    void optionalFieldsAndEscapesAreParsed() {
        List<HostMount> mounts = HostMounts.parse("""
                31 1 8:1 / / rw,relatime shared:1 master:2 - ext4 /dev/sda1 rw
                32 31 0:53 / /mnt/a\\040b rw,nosuid - fuse.tfs /images/x\\134y.raw rw,user_id=0
                33 31 0:54 / /nameless rw - tmpfs  rw
                no mount at all
                """);
        assertEquals(
                List.of(
                        new HostMount("31", "8:1", Path.of("/dev/sda1"), Path.of("/"), "ext4", List.of("rw")),
                        new HostMount(
                                "32",
                                "0:53",
                                Path.of("/images/x\\y.raw"),
                                Path.of("/mnt/a b"),
                                "fuse.tfs",
                                List.of("rw", "user_id=0"))),
                mounts);
    }
}
