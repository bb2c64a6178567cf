// SPDX-License-Identifier: Apache-2.0
package dev.tfskit;

import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** The privileges of the user who runs the tests. */
public final class Privileges {

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
        List<String> runner = isRoot() ? rootWithout("dac_override", "dac_read_search") : List.of("env");
        Path probe = Files.createFile(
                directory.resolve("probe"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("---------")));
        assertNotEquals(
                0, Command.of("cat", probe).under(runner).run().exitCode(), "permissions cannot be made to count here");
        Files.delete(probe);
        return runner;
    }

    /**
     * Runs a command as another user, for root. That user may read all files where root can grant it: the build tree
     * may stand below a directory that only root enters. So a test that needs a file which may not be read takes
     * {@link #withoutThoseOfRoot}.
     *
     * @param user the number of the user
     * @param group the number of the only group of the user
     */
    public static List<String> otherUser(int user, int group) throws IOException, InterruptedException {
        List<String> runner = List.of("setpriv", "--reuid=" + user, "--regid=" + group, "--clear-groups");
        List<String> reader = new ArrayList<>(runner);
        reader.addAll(List.of("--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"));
        // The root of some containers lacks the capability itself.
        return Command.of("true").under(reader).run().exitCode() == 0 ? List.copyOf(reader) : runner;
    }

    /**
     * Runs a command as root without some of its capabilities. Skips the test where root, as that of some containers,
     * cannot give them up.
     *
     * @param capabilities their names, such as {@code mknod}
     */
    public static List<String> rootWithout(String... capabilities) throws IOException, InterruptedException {
        String lost = "-" + String.join(",-", capabilities);
        List<String> runner = List.of("setpriv", "--bounding-set", lost, "--inh-caps", lost);
        // Without CAP_SETPCAP, setpriv gives up nothing, and does not say so.
        Result probe = Command.shell("! setpriv --dump | grep -ow \"$1\" >&2", String.join("\\|", capabilities))
                .under(runner)
                .run();
        Mounts.skipUnless(probe, "capabilities cannot be given up here");
        return runner;
    }
}
