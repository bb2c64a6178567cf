// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.cli.ExitCode;
import dev.tfskit.cli.UsageException;
import java.io.IOException;
import java.util.Set;
import picocli.CommandLine.Model.OptionSpec;

/** One thing that tfs-dump can do with an image, chosen by an option of its own. */
interface View {

    /** The option that chooses it. */
    OptionSpec option();

    /** The further options that mean something to it, and {@link DumpOptions#PATHS} if paths do. */
    default Set<String> details() {
        return Set.of("--json");
    }

    /**
     * Does it.
     *
     * @return the exit code when it ran to its end
     * @throws UsageException when the arguments do not fit it
     * @throws IOException when the image cannot be read or the output not be written
     */
    ExitCode show(Session session) throws UsageException, IOException;
}
