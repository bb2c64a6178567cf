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

    /** Represents a value that is known only at run time. */
    static final String VALUE = "<>";

    /** What becomes an error line or a warning. */
    private static final Pattern MESSAGE_CALL =
            Pattern.compile("(?:new (?:Notice|EntryProblem|ManifestFault|ProgramFinding|Failure"
                    + "|(?!Errno|IllegalArgument|IllegalState|IndexOutOf|NumberFormat|NoSuchElement|Unsupported)"
                    + "[A-Z]\\w*Exception)"
                    + "|Failure\\.of|\\bOptional\\.of|\\.(?:warn|problem|notLoadable|unchecked|missingCalls)"
                    + "|throw (?:refus\\w+|damaged?|problem|missing|failure))\\(");
    /** A method whose result becomes a warning in another source. */
    private static final Pattern PROBLEM_METHOD = Pattern.compile("\\bString problem\\(\\) \\{");
    /** What becomes a finding of a check, in the package of the checker. */
    private static final Pattern FINDING_CALL = Pattern.compile("(?:Finding\\.of|\\breport\\w*|\\b[A-Z_]{6,})\\(");
    /** What becomes an exception of the file system provider, whose callers are programs. */
    private static final Pattern PROVIDER_CALL = Pattern.compile("(?:new [A-Z]\\w*Exception|throw malformed)\\(");
    /** What becomes a part of the help. */
    private static final Pattern DESCRIPTION_CALL = Pattern.compile("\\.description\\(");

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

    /** Returns the problems and consequences that {@code tfs-dump --check} reports. */
    static List<SourceText> findings() throws IOException {
        return collect(FINDING_CALL, "tfs-core").stream()
                .filter(text -> text.file().getParent().endsWith("check"))
                .toList();
    }

    /** Returns the messages of the file system provider. */
    static List<SourceText> providerMessages() throws IOException {
        return collect(PROVIDER_CALL, "tfs-nio");
    }

    /** Returns the messages, the findings and the messages of the provider. */
    static List<SourceText> all() throws IOException {
        return Stream.of(messages(), findings(), providerMessages())
                .flatMap(List::stream)
                .toList();
    }

    /** Returns the descriptions of all options. */
    static List<SourceText> descriptions() throws IOException {
        return collect(DESCRIPTION_CALL, "cli", "dump", "fuse", "mkfs");
    }

    /** Returns the lines of all modules that use a method of exceptions. */
    static List<SourceText> usesOf(String method) throws IOException {
        List<SourceText> found = new ArrayList<>();
        for (Path file : sources("archive", "cli", "dump", "fuse", "mkfs", "packaging", "tfs-core", "tfs-nio")) {
            Files.readString(file)
                    .lines()
                    .filter(line -> line.matches(".*(\\.|::)" + method + "\\b.*"))
                    .forEach(line -> found.add(new SourceText(file, line.strip())));
        }
        return found;
    }

    private static List<SourceText> collect(Pattern call, String... modules) throws IOException {
        List<SourceText> found = new ArrayList<>();
        for (Path file : sources(modules)) {
            collect(call, file, Files.readString(file), found);
        }
        return found;
    }

    private static List<Path> sources(String... modules) throws IOException {
        List<Path> sources = new ArrayList<>();
        for (String module : modules) {
            try (Stream<Path> files = Files.walk(PROJECT.resolve(module).resolve("src/main/java"))) {
                files.filter(path -> path.toString().endsWith(".java")).sorted().forEach(sources::add);
            }
        }
        return sources;
    }

    private static void collect(Pattern call, Path file, String source, List<SourceText> found) {
        TextExpression expressions = new TextExpression(source);
        if (call == MESSAGE_CALL && PROBLEM_METHOD.matcher(source).find()) {
            expressions.texts("problem()").forEach(text -> found.add(new SourceText(file, text)));
        }
        Matcher calls = call.matcher(source);
        while (calls.find()) {
            for (String argument : arguments(source, calls.end())) {
                expressions.texts(argument).forEach(text -> found.add(new SourceText(file, text)));
            }
        }
    }

    /** Returns the arguments of a call; {@code start} is the position behind its opening bracket. */
    private static List<String> arguments(String source, int start) {
        List<String> arguments = new ArrayList<>();
        int end = Brackets.end(source, start) - 1;
        int begin = start;
        for (int at = start; at < end; at = Brackets.next(source, at)) {
            if (source.charAt(at) == ',') {
                arguments.add(source.substring(begin, at));
                begin = at + 1;
            }
        }
        arguments.add(source.substring(begin, end));
        return arguments;
    }
}
