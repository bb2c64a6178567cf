// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tfskit.Command;
import dev.tfskit.Json;
import dev.tfskit.Result;
import dev.tfskit.cli.ToolInProcess;
import dev.tfskit.mkfs.MkfsMain;
import java.io.IOException;
import java.nio.file.Path;

/** Runs the tools as {@link ToolInProcess} does. */
final class InProcess {

    private InProcess() {}

    /** Runs tfs-dump. */
    static Result dump(Object... arguments) {
        return ToolInProcess.run(new DumpMain(), arguments);
    }

    /** Runs tfs-mkfs. */
    static Result mkfs(Object... arguments) {
        return Command.betweenStarts(() -> ToolInProcess.run(new MkfsMain(), arguments));
    }

    /** Runs tfs-dump nearly as if in a directory. */
    static Result dumpIn(Path directory, Object... arguments) {
        return ToolInProcess.runIn(directory, new DumpMain(), arguments);
    }

    /** Runs tfs-mkfs nearly as if in a directory. */
    static Result mkfsIn(Path directory, Object... arguments) {
        return Command.betweenStarts(() -> ToolInProcess.runIn(directory, new MkfsMain(), arguments));
    }

    /** Returns the document that tfs-dump prints. */
    static JsonNode json(Object... arguments) throws IOException {
        return Json.of(dump(arguments).ok());
    }
}
