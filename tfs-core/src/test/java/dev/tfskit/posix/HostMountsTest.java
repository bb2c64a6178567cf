package dev.tfskit.posix;

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
    private Path folder;

    @Test
    @EnabledOnOs(OS.LINUX)
    void theTableIsRead() throws IOException {
        final List<HostMount> mounts = HostMounts.list();
        assertTrue(mounts.stream().anyMatch(mount -> mount.directory().equals(Path.of("/proc")) && mount.type().equals("proc")), mounts::toString);
        assertTrue(mounts.stream().anyMatch(mount -> mount.directory().equals(Path.of("/"))), mounts::toString);
    }

    @Test
    void aFileThatNobodyMountedIsNotMounted() throws IOException {
        assertFalse(HostMounts.isMounted(Files.createFile(folder.resolve("file"))));
    }
}
