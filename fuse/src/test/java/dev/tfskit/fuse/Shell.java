// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.Command;
import dev.tfskit.Result;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Runs scripts and tfs-fuse in a directory, in the plain C locale, whose messages the tests know, and with the libfuse
 * that the tests run with.
 *
 * @param directory where they run
 */
record Shell(Path directory) {

    /** The launcher, which scripts get as an argument. */
    static final Path TFS_FUSE = Command.launcher("tfs-fuse");

    private static final String JAVA_OPTIONS = "TFS_JAVA_OPTS";
    private static final String LIBRARY =
            "-D" + InstalledFuse.CHOICE + "=" + System.getProperty(InstalledFuse.CHOICE, "");

    /**
     * Runs a script for the shell, which stops at the first failure and must succeed.
     *
     * @param script the script
     * @param arguments {@code $1} and so on of the script
     * @return what it printed, to either stream
     */
    String run(String script, Object... arguments) throws IOException, InterruptedException {
        return here(Command.shell("exec 2>&1\n" + script, arguments))
                .run()
                .succeeded()
                .output();
    }

    /** Runs a script for the shell, which may fail. */
    Result attempt(String script, Object... arguments) throws IOException, InterruptedException {
        return here(Command.shell(script, arguments)).run();
    }

    /** Runs the launcher to its end, and until no process has its output open any more. */
    Result fuse(Object... arguments) throws IOException, InterruptedException {
        return here(Command.tool("tfs-fuse", arguments)).run();
    }

    /** Starts the launcher. */
    Command.Running startFuse(Object... arguments) throws IOException {
        return here(Command.tool("tfs-fuse", arguments)).start();
    }

    /** Starts the launcher with a system property, which is given as {@code NAME=VALUE}. */
    Command.Running startFuseWith(String property, Object... arguments) throws IOException {
        return here(Command.tool("tfs-fuse", arguments))
                .env(JAVA_OPTIONS, LIBRARY + " -D" + property)
                .start();
    }

    /** Starts the launcher with both streams as its standard output. */
    Command.Running startNoisyFuse(Object... arguments) throws IOException {
        return here(Command.shell("exec \"$@\" 2>&1", TFS_FUSE).with(arguments)).start();
    }

    private Command here(Command command) {
        return command.in(directory).env("LC_ALL", "C").env(JAVA_OPTIONS, LIBRARY);
    }
}
