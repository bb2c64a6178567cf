// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.posix.HostMounts.HostMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
