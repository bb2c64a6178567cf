// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.cli.Diagnostics;
import dev.tfskit.cli.ExitCode;
import dev.tfskit.cli.StandardOutput;
import dev.tfskit.cli.Terminal;
import dev.tfskit.cli.ToolContext;
import dev.tfskit.cli.ToolRunner;
import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;

class FuseMainTest {

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    private ExitCode run(String... arguments) {
        ToolContext context =
                new ToolContext(new StandardOutput(output), new Diagnostics("tfs-fuse", errors), Terminal.NONE);
        return new ToolRunner(new FuseMain(), context).run(arguments);
    }

    @Test
    void withoutAnImageAndADirectoryThereIsNothingToDo() {
        assertEquals(ExitCode.USAGE, run("disk.raw"));
        assertEquals(
                "tfs-fuse: name an image and the directory to mount it on; try 'tfs-fuse --help'\n", errors.toString());
    }

    @Test
    void helpFitsATerminal() {
        assertEquals(ExitCode.OK, run("--help"));
        assertTrue(output.toString().startsWith("Usage: tfs-fuse [OPTIONS] IMAGE DIRECTORY"), output.toString());
        assertTrue(output.toString().lines().allMatch(line -> line.length() <= 80), output.toString());
    }
}
