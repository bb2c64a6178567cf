// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Collects the texts that the tools print from their sources: the texts in calls that make exceptions, notices, error
 * lines and descriptions of options.
 */
final class SourceTexts {

    /** Stands for a value that is known at run time. */
    static final String VALUE = "<>";

    /** What becomes an error line or a warning. */
    private static final Pattern MESSAGE_CALL =
            Pattern.compile("(?:new (?:Notice|ToolFailedException|UsageException|ArchiveException|TarLimitException"
                    + "|CompleteImageException)|Failure\\.of|new Failure|\\.(?:warn|problem))\\(");
    /** What becomes a part of the help. */
    private static final Pattern DESCRIPTION_CALL = Pattern.compile("\\.description\\(");
    /** A text, or anything else up to the next text. */
    private static final Pattern PART = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"|[^\"]+");

    private static final Path PROJECT = Path.of("").toAbsolutePath().getParent();

    private SourceTexts() {}

    /**
     * A text of a source.
     *
     * @param file the source
     * @param text the text, with {@link #VALUE} for what is known at run time
     */
    record SourceText(Path file, String text) {

        @Override
        public String toString() {
            return file.getFileName() + ": " + text;
        }
    }

    /** Returns the messages of the modules that the tools are made of. */
    static List<SourceText> messages() throws IOException {
        return collect(MESSAGE_CALL, "archive", "cli", "dump", "fuse", "mkfs", "tfs-core");
    }

    /** Returns the descriptions of all options. */
    static List<SourceText> descriptions() throws IOException {
        return collect(DESCRIPTION_CALL, "cli", "dump", "fuse", "mkfs");
    }

    private static List<SourceText> collect(Pattern call, String... modules) throws IOException {
        List<SourceText> found = new ArrayList<>();
        for (String module : modules) {
            try (Stream<Path> files = Files.walk(PROJECT.resolve(module).resolve("src/main/java"))) {
                for (Path file : (Iterable<Path>)
                        files.filter(path -> path.toString().endsWith(".java")).sorted()::iterator) {
                    collect(call, file, Files.readString(file), found);
                }
            }
        }
        return found;
    }

    private static void collect(Pattern call, Path file, String source, List<SourceText> found) {
        Matcher calls = call.matcher(source);
        while (calls.find()) {
            for (String argument : arguments(source, calls.end())) {
                String text = text(argument);
                if (text.chars().anyMatch(Character::isLetter)) {
                    found.add(new SourceText(file, text));
                }
            }
        }
    }

    /** Returns the arguments of a call; {@code start} is the position behind its opening bracket. */
    private static List<String> arguments(String source, int start) {
        List<String> arguments = new ArrayList<>();
        int depth = 1;
        int begin = start;
        boolean isText = false;
        for (int at = start; depth > 0; at++) {
            char c = source.charAt(at);
            if (isText) {
                if (c == '\\') {
                    at++;
                }
                isText = c != '"';
            } else if (c == '"') {
                isText = true;
            } else if (c == '\'') {
                at = source.indexOf('\'', at + (source.charAt(at + 1) == '\\' ? 3 : 2));
            } else if (c == '(') {
                depth++;
            } else if (c == ')' && --depth == 0 || c == ',' && depth == 1) {
                arguments.add(source.substring(begin, at));
                begin = at + 1;
            }
        }
        return arguments;
    }

    /** Joins the texts of an argument; empty when it has none. A choice between texts is not taken apart. */
    private static String text(String argument) {
        if (!argument.contains("\"") || argument.contains(" ? ") || argument.contains("Messages.")) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        Matcher parts = PART.matcher(argument);
        while (parts.find()) {
            if (parts.group(1) != null) {
                text.append(parts.group(1));
            } else if (!parts.group().strip().matches("[+]?")) {
                text.append(VALUE);
            }
        }
        return text.toString();
    }
}
