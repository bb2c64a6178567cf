// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import dev.tfskit.Result;
import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Runs a tool in the JVM of the tests, without input, which takes a twentieth of the time of a process. This is for
 * tests of what a tool reads, makes and says; tests of the tool as a program use {@link dev.tfskit.Command}.
 *
 * <p>The working directory is that of the tests, so names of files are absolute, or {@link #runIn} completes them. An
 * image may be written only within {@link dev.tfskit.Command#betweenStarts}.
 */
public final class ToolInProcess {

    private ToolInProcess() {}

    /**
     * Runs a tool to its end.
     *
     * @param tool the tool, which runs only once
     * @param arguments its arguments
     * @return how it ended
     */
    public static Result run(Tool tool, Object... arguments) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        try (FileInputStream nothing = new FileInputStream("/dev/null")) {
            ToolContext context = new ToolContext(
                    StandardInput.of(nothing),
                    new StandardOutput(output),
                    new Diagnostics(tool.name(), errors),
                    Terminal.NONE);
            int exitCode = new ToolRunner(tool, context)
                    .run(Stream.of(arguments).map(Object::toString).toArray(String[]::new))
                    .number();
            return new Result(exitCode, output.toByteArray(), errors.toString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Runs a tool nearly as if it had started in a directory. An argument that is the name of a file there, or of an
     * image that ends in {@code .raw} or {@code .raw.lz4}, is completed to an absolute name; what the tool prints is
     * shortened again.
     *
     * @param directory the directory, by its absolute name
     * @param tool the tool, which runs only once
     * @param arguments its arguments
     * @return how it ended
     */
    public static Result runIn(Path directory, Tool tool, Object... arguments) {
        Object[] completed = Stream.of(arguments)
                .map(Object::toString)
                .map(argument -> isFile(directory, argument) ? directory.resolve(argument) : argument)
                .toArray();
        Result result = run(tool, completed);
        return new Result(
                result.exitCode(),
                shortened(result.outputBytes(), directory),
                result.errors().replace(directory + "/", ""));
    }

    private static byte[] shortened(byte[] output, Path directory) {
        // Each byte is a character, so that those that are not text stay.
        String name = new String((directory + "/").getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        return new String(output, StandardCharsets.ISO_8859_1).replace(name, "").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static boolean isFile(Path directory, String argument) {
        return !argument.isEmpty()
                && (argument.endsWith(".raw")
                        || argument.endsWith(".raw.lz4")
                        || Files.exists(directory.resolve(argument), LinkOption.NOFOLLOW_LINKS));
    }
}
