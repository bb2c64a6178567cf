// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.PathArgument;
import dev.tfskit.cli.ToolFailedException;
import dev.tfskit.cli.UsageException;
import dev.tfskit.message.Messages;
import dev.tfskit.source.EntryPatterns;
import dev.tfskit.source.Excludes;
import dev.tfskit.source.KernelDirectories;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ParseResult;

/** The options {@code -x}, {@code --exclude-from} and {@code --no-default-excludes}: what stays out of an image. */
final class ExcludeOptions {

    private static final LimitedBytes LIMIT = new LimitedBytes(16 << 20, "list of patterns");

    private ExcludeOptions() {}

    /**
     * Reads the patterns of the command line, and those of the files that it names.
     *
     * @throws UsageException when a pattern or a path is not possible
     * @throws IOException when a file cannot be read
     */
    static Excludes of(ParseResult arguments) throws UsageException, IOException {
        List<String> patterns = new ArrayList<>(List.of(arguments.matchedOptionValue("-x", new String[0])));
        for (String file : arguments.matchedOptionValue("--exclude-from", new String[0])) {
            Path path = PathArgument.parse("--exclude-from", file);
            if (Files.isDirectory(path)) {
                throw new ToolFailedException(file, "is a directory", "name a file with patterns");
            }
            for (String line : lines(path)) {
                if (!line.isBlank() && !line.startsWith("#") && !line.startsWith(";")) {
                    patterns.add(line);
                }
            }
        }
        try {
            return new Excludes(
                    EntryPatterns.of(patterns),
                    arguments.hasMatchedOption("--no-default-excludes")
                            ? KernelDirectories.TAKEN
                            : KernelDirectories.LEFT_EMPTY);
        } catch (IllegalArgumentException e) {
            throw new UsageException("-x or --exclude-from: " + Messages.reasonOf(e));
        }
    }

    private static List<String> lines(Path file) throws IOException {
        try (InputStream input = Files.newInputStream(file)) {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(LIMIT.read(input, file.toString())))
                    .toString()
                    .lines()
                    .toList();
        } catch (CharacterCodingException e) {
            throw new ToolFailedException(
                    file.toString(),
                    "is not UTF-8 text",
                    "save it as UTF-8, with ? for each byte that is not a character");
        }
    }
}
