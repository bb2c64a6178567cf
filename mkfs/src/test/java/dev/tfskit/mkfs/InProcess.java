// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.Command;
import dev.tfskit.Result;
import dev.tfskit.cli.ToolInProcess;
import java.nio.file.Path;

/** Runs tfs-mkfs as {@link ToolInProcess} does. */
final class InProcess {

    private InProcess() {}

    /** Runs tfs-mkfs. */
    static Result mkfs(Object... arguments) {
        return Command.betweenStarts(() -> ToolInProcess.run(new MkfsMain(), arguments));
    }

    /** The same, nearly as if in a directory. */
    static Result mkfsIn(Path directory, Object... arguments) {
        return Command.betweenStarts(() -> ToolInProcess.runIn(directory, new MkfsMain(), arguments));
    }
}
