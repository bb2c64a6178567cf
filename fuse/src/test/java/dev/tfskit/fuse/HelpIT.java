// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the packaged tool says of itself. */
class HelpIT {

    private static final Pattern OPTION = Pattern.compile("^ +(-\\w, )?(--[\\w-]+)", Pattern.MULTILINE);

    @TempDir
    private Path temp;

    @Test
    void versionIsOneLine() throws IOException, InterruptedException {
        String version = new Shell(temp).fuse("--version").ok().output();
        assertTrue(version.matches("tfs-fuse [0-9]+\\.[0-9]+\\.[0-9]+(-SNAPSHOT)?\n"), version);
    }

    @Test
    void thePageHasEveryOption() throws IOException, InterruptedException {
        String page = Files.readString(Path.of("..", "docs", "tfs-fuse.md"));
        List<MatchResult> options =
                OPTION.matcher(new Shell(temp).fuse("--help").ok().output()).results().toList();
        assertTrue(options.size() > 3);
        for (MatchResult option : options) {
            String shortName =
                    option.group(1) == null ? "" : "`" + option.group(1).replace(", ", "`, ");
            assertTrue(page.contains("| " + shortName + "`" + option.group(2)), option.group());
        }
    }

    @Test
    void anUnknownOptionPointsToTheHelp() throws IOException, InterruptedException {
        new Shell(temp).fuse("--wrong").failed(2, "tfs-fuse: '--wrong': unknown option; try 'tfs-fuse --help'");
    }
}
