// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Result;
import dev.tfskit.cli.ToolInProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FuseMainTest {

    @Test
    void withoutAnImageAndADirectoryThereIsNothingToDo() {
        ToolInProcess.run(new FuseMain(), "disk.raw")
                .failed(2, "tfs-fuse: name an image and the directory to mount it on; try 'tfs-fuse --help'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--overlay=a\ufffd", "-ofsname=a\ufffd", "mnt\ufffd"})
    void wordMustBeUtf8(String word) {
        ToolInProcess.run(new FuseMain(), word, "disk.raw")
                .failed(
                        2,
                        "tfs-fuse: '" + word
                                + "' is not UTF-8; write it in UTF-8, or name a link to the file; "
                                + "try 'tfs-fuse --help'");
    }

    /** With an empty name the image itself would be written. */
    @ParameterizedTest
    @ValueSource(strings = {"--overlay=", "-ooverlay=", "--log=", "-olog="})
    void emptyNameOfAFileIsRefused(String option) {
        String name = option.contains("overlay") ? "--overlay" : "--log";
        ToolInProcess.run(new FuseMain(), option, "disk.raw", "mnt")
                .failed(2, "tfs-fuse: " + name + ": the name is empty; try 'tfs-fuse --help'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlay", "log"})
    void fileThatIsNamedTwiceIsRefused(String name) {
        ToolInProcess.run(new FuseMain(), "-o", name + "=a", "--" + name, "b", "disk.raw", "mnt")
                .failed(
                        2,
                        "tfs-fuse: the file of --" + name
                                + " is named by -o, too; give one of them; try 'tfs-fuse --help'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--foreground",
                "-d",
                "-s",
                "--log=f",
                "--overlay=f",
                "--at=3",
                "--boot",
                "--partition=1",
                "--offset=512"
            })
    void optionThatARemountCannotChangeIsRefused(String option) {
        ToolInProcess.run(new FuseMain(), "-o", "remount,ro", option, "disk.raw", "mnt")
                .failed(
                        2,
                        "tfs-fuse: " + option.split("=", 2)[0] + " does not go with -o remount; try 'tfs-fuse --help'");
    }

    @Test
    void imageIsNotItsOwnOverlay(@TempDir Path temp) throws IOException {
        String image = Files.createFile(temp.resolve("disk.raw")).toString();
        String link =
                Files.createSymbolicLink(temp.resolve("link"), Path.of(image)).toString();
        String refusal = " names the image itself; name another file; try 'tfs-fuse --help'";
        for (String file : List.of(image, link)) {
            ToolInProcess.run(new FuseMain(), "--overlay", file, image, "mnt")
                    .failed(2, "tfs-fuse: --overlay" + refusal);
            ToolInProcess.run(new FuseMain(), "-o", "ro,overlay=" + file, image, "mnt")
                    .failed(2, "tfs-fuse: --overlay" + refusal);
            ToolInProcess.run(new FuseMain(), "--commit-overlay", file, image)
                    .failed(2, "tfs-fuse: --commit-overlay" + refusal);
        }
    }

    @Test
    void helpFitsATerminal() {
        Result help = ToolInProcess.run(new FuseMain(), "--help").ok();
        assertTrue(help.output().startsWith("Usage: tfs-fuse [OPTIONS] IMAGE DIRECTORY"), help.output());
        assertTrue(help.lines().stream().allMatch(line -> line.length() <= 80), help.output());
    }
}
