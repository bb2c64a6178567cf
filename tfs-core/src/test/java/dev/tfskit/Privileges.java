// SPDX-License-Identifier: Apache-2.0
package dev.tfskit;

import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** The privileges of the user who runs the tests. */
public final class Privileges {

    private static final String ABOVE_PERMISSIONS = "-dac_override,-dac_read_search";

    private Privileges() {}

    /** Whether the tests run as root. */
    public static boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }

    /**
     * Runs a command so that the permissions of files hold for it, as they do for everybody but root.
     *
     * @param directory where this is tried out first
     */
    public static List<String> withoutThoseOfRoot(Path directory) throws IOException, InterruptedException {
        List<String> runner = isRoot()
                ? List.of("setpriv", "--bounding-set", ABOVE_PERMISSIONS, "--inh-caps", ABOVE_PERMISSIONS)
                : List.of("env");
        Path probe = Files.createFile(
                directory.resolve("probe"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("---------")));
        assertNotEquals(
                0, Command.of("cat", probe).under(runner).run().exitCode(), "permissions cannot be made to count here");
        Files.delete(probe);
        return runner;
    }
}
