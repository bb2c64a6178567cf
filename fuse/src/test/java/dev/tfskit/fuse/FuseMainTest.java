// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Result;
import dev.tfskit.cli.ToolInProcess;
import org.junit.jupiter.api.Test;

class FuseMainTest {

    @Test
    void withoutAnImageAndADirectoryThereIsNothingToDo() {
        ToolInProcess.run(new FuseMain(), "disk.raw")
                .failed(2, "tfs-fuse: name an image and the directory to mount it on; try 'tfs-fuse --help'");
    }

    @Test
    void helpFitsATerminal() {
        Result help = ToolInProcess.run(new FuseMain(), "--help").ok();
        assertTrue(help.output().startsWith("Usage: tfs-fuse [OPTIONS] IMAGE DIRECTORY"), help.output());
        assertTrue(help.lines().stream().allMatch(line -> line.length() <= 80), help.output());
    }
}
