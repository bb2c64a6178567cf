// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.Result;
import dev.tfskit.cli.ToolInProcess;
import java.nio.file.Path;

/** Runs tfs-mkfs as {@link ToolInProcess} does. */
final class InProcess {

    private InProcess() {}

    /** Runs tfs-mkfs, which must not update an image. */
    static Result mkfs(Object... arguments) {
        return ToolInProcess.run(new MkfsMain(), arguments);
    }

    /** The same, nearly as if in a directory. */
    static Result mkfsIn(Path directory, Object... arguments) {
        return ToolInProcess.runIn(directory, new MkfsMain(), arguments);
    }
}
