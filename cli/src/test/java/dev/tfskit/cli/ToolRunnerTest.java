// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.error.VolumeFailedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

class ToolRunnerTest {

    private static final String DESCRIPTION = "For tests." + " A long text that has to be broken.".repeat(5);

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    @Test
    void helpIsPlainAndFitsEightyColumns() {
        assertEquals(ExitCode.OK, run(tool(context -> {}), "--help"));
        String help = text(output);
        assertTrue(help.startsWith("Usage: tfs-test [OPTIONS] FILE\n"), help);
        assertTrue(help.contains("--debug") && help.contains("--version"), help);
        assertTrue(help.lines().allMatch(line -> line.length() <= 80), help);
        assertTrue(help.replaceAll("\\s+", " ").contains(DESCRIPTION), "no word is taken apart: " + help);
        assertEquals(-1, help.indexOf('\u001b'));
        assertEquals("", text(errors));
    }

    @Test
    void helpBeginsWithExamplesAndEndsWithStandardOptions() {
        assertEquals(ExitCode.OK, run(tool(context -> {}), "--help"));
        String help = text(output);
        assertTrue(help.contains("\nOften used:\n  tfs-test x     show x\n  tfs-test -a x  show all of x\n\n"), help);
        assertTrue(help.indexOf("Often used") < help.indexOf("A file."), help);
        assertTrue(help.indexOf("An option") < help.indexOf("--help"), help);
        assertTrue(help.indexOf("--help") < help.indexOf("--debug"), help);
    }

    @Test
    void withoutArgumentsExamplesComeBeforeTheError() {
        assertEquals(ExitCode.USAGE, run(tool(context -> {})));
        List<String> lines = text(errors).lines().toList();
        assertEquals("Usage: tfs-test [OPTIONS] FILE", lines.getFirst());
        assertTrue(lines.contains("  tfs-test -a x  show all of x"), lines.toString());
        assertEquals("tfs-test: missing required parameter: 'FILE'; try 'tfs-test --help'", lines.getLast());
        assertEquals("", text(output));
    }

    @Test
    void colorOptionWinsOverTerminal() {
        List<Boolean> styles = new ArrayList<>();
        Tool tool = tool(context -> styles.add(context.terminal().styled()));
        for (String color : List.of("auto", "always", "never")) {
            assertEquals(ExitCode.OK, run(tool, "--color", color, "x"));
        }
        assertEquals(List.of(false, true, false), styles);
    }

    @Test
    void versionIsOneLine() {
        assertEquals(ExitCode.OK, run(tool(context -> {}), "-V"));
        assertTrue(text(output).startsWith("tfs-test "));
        assertEquals(1, text(output).lines().count());
    }

    @Test
    void outputIsFlushedWhenTheWorkIsDone() {
        assertEquals(ExitCode.OK, run(tool(context -> context.output().println("done")), "x"));
        assertEquals("done\n", text(output));
    }

    @Test
    void argumentsAreTakenLiterally() {
        StringBuilder seen = new StringBuilder();
        Tool echo = new TestTool() {
            @Override
            public ExitCode run(ParseResult arguments, ToolContext context) {
                seen.append(arguments.matchedPositionalValue(0, ""));
                return ExitCode.OK;
            }
        };
        assertEquals(ExitCode.OK, run(echo, "@${sys:user.name}"));
        assertEquals("@${sys:user.name}", seen.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--name=-a", "--name=--debug", "--name=-axy", "-n=-nan", "-n-a", "-an-a", "-an=-a"})
    void attachedValueIsTakenLiterally(String argument) {
        List<String> seen = new ArrayList<>();
        Tool echo = new TestTool() {
            @Override
            public ExitCode run(ParseResult arguments, ToolContext context) {
                seen.add(arguments.matchedOptionValue("--name", ""));
                return ExitCode.OK;
            }
        };
        assertEquals(ExitCode.OK, run(echo, argument, "-a", "x"), text(errors));
        assertEquals(List.of(argument.replaceFirst("--name=|-a?n=?", "")), seen);
    }

    @ParameterizedTest
    @MethodSource
    void wrongCommandLineGivesExitCodeTwoAndPointsToHelp(String line, String[] arguments) {
        assertEquals(ExitCode.USAGE, run(tool(context -> {}), arguments));
        assertEquals("tfs-test: " + line + "; try 'tfs-test --help'\n", text(errors));
        assertEquals("", text(output));
    }

    static Stream<Arguments> wrongCommandLineGivesExitCodeTwoAndPointsToHelp() {
        return Stream.of(
                Arguments.of("missing required parameter: 'FILE'", new String[] {"-a"}),
                Arguments.of("--color red: auto, always or never is expected", new String[] {"--color=red", "x"}),
                Arguments.of("'--wrong': unknown option", new String[] {"--wrong"}),
                Arguments.of("'--hlep': unknown option, did you mean --help?", new String[] {"--hlep"}),
                Arguments.of("'-version': unknown option, did you mean --version?", new String[] {"-version"}),
                Arguments.of("'--vers': unknown option, did you mean --version?", new String[] {"x", "--vers"}),
                Arguments.of(
                        "'--colour=never': unknown option, did you mean --color?", new String[] {"--colour=never"}),
                Arguments.of("'--a\\x1bb': unknown option", new String[] {"x", "--a\u001bb"}),
                Arguments.of("--name is given twice; give it once", new String[] {"-n", "1", "x", "--name=1"}),
                Arguments.of(
                        "--color is given twice; give it once", new String[] {"--color=never", "--color=never", "x"}),
                Arguments.of(
                        "--name: lacks its value, because '-a' is an option; write --name=-a if that is the value",
                        new String[] {"-n", "-a", "x"}),
                Arguments.of(
                        "--name: lacks its value, because '--color=never' is an option; write --name=--color=never if "
                                + "that is the value",
                        new String[] {"--name", "--color=never", "x"}),
                Arguments.of(
                        "--name: lacks its value, because '-a' is an option; write --name=-a if that is the value",
                        new String[] {"-n", "-a", "--", "-x-a"}),
                Arguments.of("'y': one argument too many", new String[] {"x", "y"}));
    }

    @Test
    void flagMayBeRepeated() {
        assertEquals(ExitCode.OK, run(tool(context -> {}), "-a", "--debug", "-a", "--debug", "x"));
    }

    @Test
    void argumentsThatDoNotFitTogetherAreUsage() {
        assertEquals(
                ExitCode.USAGE,
                run(
                        tool(context -> {
                            throw new UsageException("-a goes without -b only");
                        }),
                        "x"));
        assertEquals("tfs-test: -a goes without -b only; try 'tfs-test --help'\n", text(errors));
    }

    @ParameterizedTest
    @MethodSource
    void eachFailureIsOneLineWithARemedy(Exception problem, String line) {
        assertEquals(
                ExitCode.FAILED,
                run(
                        tool(context -> {
                            throw problem;
                        }),
                        "x"));
        assertEquals("tfs-test: " + line + "\n", text(errors));
    }

    static Stream<Arguments> eachFailureIsOneLineWithARemedy() {
        return Stream.of(
                Arguments.of(new NoSuchFileException("a\nb"), "a\\nb: no such file or directory; check the name"),
                Arguments.of(
                        new AccessDeniedException("f"),
                        "f: permission denied; check its owner and mode, and those of its directory"),
                Arguments.of(new NotDirectoryException("f"), "f: not a directory; name a directory"),
                Arguments.of(
                        new FileAlreadyExistsException("f"),
                        "f: exists already; choose another name or remove it first"),
                Arguments.of(
                        new FileSystemException("f", "g", "No space left on device"),
                        "f -> g: no space left on device; free some space or choose another place"),
                Arguments.of(
                        new UncheckedIOException(new NoSuchFileException("f")),
                        "f: no such file or directory; check the name"),
                Arguments.of(new IOException("EOF came too soon"), "EOF came too soon"),
                Arguments.of(new ToolFailedException("s", "p", "r"), "s: p; r"),
                Arguments.of(
                        new IllegalStateException("odd"),
                        "internal error: java.lang.IllegalStateException: odd; run it again with --debug and report"
                                + " what it prints"));
    }

    private static Stream<Throwable> lackOfMemory() {
        OutOfMemoryError lack = new OutOfMemoryError("Java heap space");
        return Stream.of(
                lack,
                new VolumeFailedException("image", lack),
                new IOException("copying failed", new VolumeFailedException("image", lack)),
                new IOException("copying failed", lack));
    }

    @ParameterizedTest
    @MethodSource("lackOfMemory")
    void lackOfMemoryNamesTheOptionForMore(Throwable problem) {
        assertEquals(
                ExitCode.FAILED,
                run(
                        tool(context -> {
                            if (problem instanceof Error error) {
                                throw error;
                            }
                            throw (IOException) problem;
                        }),
                        "x"));
        assertTrue(text(errors).startsWith("tfs-test: needs more memory"), text(errors));
        assertTrue(text(errors).contains("TFS_JAVA_OPTS=-Xmx"), text(errors));
        assertEquals(1, text(errors).lines().count());
    }

    /** The JVM takes it for lack of memory; more heap would leave fewer threads. */
    @Test
    void lackOfThreadsNamesTheLimit() {
        run(
                tool(_ -> {
                    throw new OutOfMemoryError("unable to create native thread: possibly out of memory or "
                            + "process/resource limits reached");
                }),
                "x");
        assertEquals(
                "tfs-test: no more threads can be started; check the limit of processes: ulimit -u, --pids-limit of a "
                        + "container, TasksMax of a service\n",
                text(errors));
    }

    @Test
    void stackTraceNeedsDebugOption() {
        run(
                tool(context -> {
                    throw new IOException("x");
                }),
                "--debug",
                "x");
        assertTrue(text(errors).contains("\tat dev.tfskit.cli.ToolRunner"), text(errors));
    }

    @Test
    void wordsAfterTheEndOfTheOptionsPrintNoTrace() {
        run(
                tool(context -> {
                    throw new IOException("broken");
                }),
                "--",
                "--debug");
        assertEquals("tfs-test: broken\n", text(errors));
    }

    @Test
    void toolExplainsItsOwnExceptions() {
        Tool tool = new TestTool() {
            @Override
            public ExitCode run(ParseResult arguments, ToolContext context) {
                throw new IllegalStateException();
            }

            @Override
            public Optional<Failure> explain(Throwable problem) {
                return Optional.of(Failure.of("here", "known", "do that"));
            }
        };
        assertEquals(ExitCode.FAILED, run(tool, "x"));
        assertEquals("tfs-test: here: known; do that\n", text(errors));
    }

    @Test
    void outputBeforeAFailureIsShown() {
        run(
                tool(context -> {
                    context.output().println("found");
                    throw new IOException("broken");
                }),
                "x");
        assertEquals("found\n", text(output));
        assertEquals("tfs-test: broken\n", text(errors));
    }

    @Test
    void closedPipeEndsQuietly() {
        assertEquals(ExitCode.PIPE_CLOSED, runInto(StandardOutputTest.failing("Broken pipe")));
        assertEquals("", text(errors));
    }

    @Test
    void fullDiskBehindStandardOutputIsFailure() {
        assertEquals(ExitCode.FAILED, runInto(StandardOutputTest.failing("No space left on device")));
        assertEquals(
                "tfs-test: standard output: no space left on device; free some space or choose another place\n",
                text(errors));
    }

    private ExitCode runInto(OutputStream target) {
        return run(target, tool(context -> context.output().println("x")), "x");
    }

    private ExitCode run(Tool tool, String... arguments) {
        return run(output, tool, arguments);
    }

    private ExitCode run(OutputStream target, Tool tool, String... arguments) {
        ToolContext context = new ToolContext(
                StandardInput.ofProcess(),
                new StandardOutput(target),
                new Diagnostics(tool.name(), errors),
                Terminal.NONE);
        return new ToolRunner(tool, context).run(arguments);
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }

    private static Tool tool(Work work) {
        return new TestTool() {
            @Override
            public ExitCode run(ParseResult arguments, ToolContext context) throws UsageException, IOException {
                try {
                    work.run(context);
                } catch (UsageException | IOException | RuntimeException e) {
                    throw e;
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
                return ExitCode.OK;
            }
        };
    }

    @FunctionalInterface
    private interface Work {
        void run(ToolContext context) throws Exception;
    }

    private abstract static class TestTool implements Tool {

        @Override
        public String name() {
            return "tfs-test";
        }

        @Override
        public List<Example> examples() {
            return List.of(new Example("tfs-test x", "show x"), new Example("tfs-test -a x", "show all of x"));
        }

        @Override
        public void describe(ToolSyntax syntax) {
            syntax.describe(DESCRIPTION);
            syntax.add(Flag.named("-a").description("An option; " + DESCRIPTION).build());
            syntax.add(OptionSpec.builder("-n", "--name")
                    .type(String.class)
                    .description("A name.")
                    .build());
            syntax.add(PositionalParamSpec.builder()
                    .paramLabel("FILE")
                    .index("0")
                    .type(String.class)
                    .required(true)
                    .description("A file.")
                    .build());
        }
    }
}
