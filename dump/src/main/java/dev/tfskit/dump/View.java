// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.cli.ExitCode;
import dev.tfskit.cli.Terminal;
import dev.tfskit.cli.UsageException;
import java.io.IOException;
import java.util.Set;
import picocli.CommandLine.Model.OptionSpec;

/** A view of an image, with the option that chooses it. */
interface View {

    /** Returns the option that chooses the view. */
    OptionSpec option();

    /** Returns the further options that the view supports, and {@link DumpOptions#PATHS} if it supports paths. */
    default Set<String> details() {
        return Set.of("--json");
    }

    /**
     * Returns whether the work can take long and prints little meanwhile, so that a terminal should show its progress.
     *
     * @param terminal the terminals of the process
     */
    default boolean showsProgress(Terminal terminal) {
        return false;
    }

    /**
     * Shows the view.
     *
     * @return the exit code when the view is complete
     * @throws UsageException when the arguments do not fit the view
     * @throws IOException when the image cannot be read or the output cannot be written
     */
    ExitCode show(Session session) throws UsageException, IOException;
}
