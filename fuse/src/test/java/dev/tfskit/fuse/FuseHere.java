// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.Command;
import dev.tfskit.Privileges;
import dev.tfskit.cli.ToolFailedException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/** Whether this machine can mount anything through FUSE. Found out without the code that is tested. */
final class FuseHere {

    /** The tag of tests that need what libfuse 2.9 does not pass on. */
    static final String LIBFUSE_3 = "libfuse-3";

    private static final Path DEVICE = Path.of("/dev/fuse");

    private FuseHere() {}

    /** Skips a test where that is not so, with a message in the report. */
    static void isNeeded() throws IOException, InterruptedException {
        require(Files.isReadable(DEVICE) && Files.isWritable(DEVICE), DEVICE + " cannot be used here");
        try {
            InstalledFuse.load(LibC.load());
        } catch (ToolFailedException e) {
            require(false, e.getMessage());
        }
        require(
                isOnPath("fusermount3")
                        || Command.of("unshare", "--mount", "true").run().exitCode() == 0,
                "this user may not mount anything, and fusermount3 is not installed");
    }

    /** Returns whether the tests run with libfuse 2.9. */
    static boolean isLibfuse2() {
        return System.getProperty(InstalledFuse.CHOICE, "").equals("2");
    }

    /** Returns whether the tests run with a libfuse that passes on O_TMPFILE. */
    static boolean passesOnUnnamedFiles() throws IOException {
        String version = InstalledFuse.load(LibC.load()).name();
        Matcher form = Pattern.compile("libfuse 3\\.([0-9]+).*").matcher(version);
        return form.matches() && Integer.parseInt(form.group(1)) >= 17;
    }

    /** Skips a test where this user is not root. */
    static void mustBeRoot() throws IOException {
        require(Privileges.isRoot(), "this user is not root");
    }

    private static boolean isOnPath(String program) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    /** Skips a test where a condition does not hold. */
    static void require(boolean condition, String otherwise) {
        if (!condition) {
            System.err.println("SKIPPED: " + otherwise);
            Assumptions.abort(otherwise);
        }
    }
}
