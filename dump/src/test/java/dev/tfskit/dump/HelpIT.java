// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Command;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What tools have in common. */
class HelpIT {

    private static final int COLUMNS = 80;
    /** Those that a line of the help begins with. */
    private static final Pattern OPTION_NAME = Pattern.compile("\\G(?:, )?--?\\w[\\w-]*");

    @ParameterizedTest
    @ValueSource(strings = {"tfs-mkfs", "tfs-dump"})
    void helpFitsATerminalAndNamesEveryOptionOnce(String tool) throws IOException, InterruptedException {
        List<String> lines = Command.tool(tool, "--help").run().ok().lines();
        assertTrue(lines.getFirst().startsWith("Usage: " + tool + " [OPTIONS] IMAGE"), lines.getFirst());
        for (String line : lines) {
            assertTrue(line.length() <= COLUMNS, line);
        }
        List<String> names = lines.stream()
                .filter(line -> line.startsWith(" "))
                .flatMap(line -> OPTION_NAME.matcher(line.strip()).results())
                .map(found -> found.group().replace(", ", ""))
                .toList();
        assertEquals(names, names.stream().distinct().toList());
        assertTrue(names.containsAll(List.of("-h", "--help", "-V", "--version", "--debug")), names.toString());
        assertEquals(lines, Command.tool(tool, "-h").run().ok().lines());
    }

    @ParameterizedTest
    @ValueSource(strings = {"tfs-mkfs", "tfs-dump"})
    void versionIsOneLine(String tool) throws IOException, InterruptedException {
        String version = Command.tool(tool, "--version").run().ok().output();
        assertTrue(version.matches(tool + " [0-9]+\\.[0-9]+\\.[0-9]+(-SNAPSHOT)?\n"), version);
        assertEquals(version, Command.tool(tool, "-V").run().ok().output());
    }

    @ParameterizedTest
    @ValueSource(strings = {"tfs-mkfs", "tfs-dump"})
    void anUnknownOptionPointsToTheHelp(String tool) throws IOException, InterruptedException {
        Command.tool(tool, "--wrong").run().failed(2, tool + ": '--wrong': unknown option; try '" + tool + " --help'");
    }
}
