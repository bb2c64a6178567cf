// SPDX-License-Identifier: Apache-2.0
package dev.tfskit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the help of every packaged tool says, and its page in docs/. */
public abstract class HelpContract {

    private static final int COLUMNS = 80;
    /** Those that a line of the help begins with. */
    private static final Pattern OPTION_NAME = Pattern.compile("\\G(?:, )?--?\\w[\\w-]*");
    /** An option at the start of a line, with its short name if it has one. */
    private static final Pattern OPTION = Pattern.compile("^ +(-\\w, )?(--[\\w-]+)", Pattern.MULTILINE);

    private static final Pattern EXAMPLE_OPTION = Pattern.compile("(?<= )--?\\w[\\w-]*");

    private final String tool;

    /**
     * Makes the contract one for a tool.
     *
     * @param tool the name of its launcher
     */
    protected HelpContract(String tool) {
        this.tool = tool;
    }

    @Test
    final void helpFitsATerminalAndNamesEveryOptionOnce() throws IOException, InterruptedException {
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

    @Test
    final void examplesOfHelpUseOptionsThatExist() throws IOException, InterruptedException {
        List<String> lines = Command.tool(tool, "--help").run().ok().lines();
        List<String> examples =
                lines.stream().filter(line -> line.startsWith("  " + tool)).toList();
        assertEquals(5, examples.size());
        for (String example : examples) {
            EXAMPLE_OPTION
                    .matcher(example)
                    .results()
                    .map(MatchResult::group)
                    .forEach(option -> assertTrue(
                            lines.stream().anyMatch(line -> line.matches("^ +(-\\w, )?" + option + "\\b.*")), option));
        }
    }

    @Test
    final void helpShowsNoFormatting() throws IOException, InterruptedException {
        String help = Command.tool(tool, "--help").run().ok().output();
        assertTrue(!help.contains("%"), help);
    }

    @Test
    final void pageOfTheToolHasEveryOption() throws IOException, InterruptedException {
        String page = Files.readString(Command.PROJECT.resolve("docs").resolve(tool + ".md"));
        List<MatchResult> options = OPTION.matcher(
                        Command.tool(tool, "--help").run().ok().output())
                .results()
                .toList();
        assertTrue(options.size() > 3);
        for (MatchResult option : options) {
            String shortName =
                    option.group(1) == null ? "" : "`" + option.group(1).replace(", ", "`, ");
            assertTrue(page.contains("| " + shortName + "`" + option.group(2)), option.group());
        }
    }

    @Test
    final void versionIsOneLine() throws IOException, InterruptedException {
        String version = Command.tool(tool, "--version").run().ok().output();
        assertTrue(
                version.matches(tool + " [0-9]+\\.[0-9]+\\.[0-9]+(-SNAPSHOT)? "
                        + "\\((commit [0-9a-f]{12}|unknown commit)\\), Java [0-9]+(\\.[0-9]+)*\n"),
                version);
        assertEquals(version, Command.tool(tool, "-V").run().ok().output());
    }

    @Test
    final void withoutArgumentsToolShowsWhatItCanDo() throws IOException, InterruptedException {
        Result result = Command.tool(tool).run();
        assertEquals(2, result.exitCode());
        List<String> lines = result.errors().lines().toList();
        assertTrue(lines.getFirst().startsWith("Usage: " + tool), result.errors());
        assertTrue(lines.stream().anyMatch(line -> line.startsWith("  " + tool)), result.errors());
        assertTrue(lines.getLast().endsWith("; try '" + tool + " --help'"), result.errors());
    }

    @Test
    final void unknownOptionPointsToHelp() throws IOException, InterruptedException {
        Command.tool(tool, "--wrong").run().failed(2, tool + ": '--wrong': unknown option; try '" + tool + " --help'");
    }
}
