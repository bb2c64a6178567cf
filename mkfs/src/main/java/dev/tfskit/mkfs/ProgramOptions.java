// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.Flag;
import dev.tfskit.cli.PathArgument;
import dev.tfskit.cli.ToolSyntax;
import dev.tfskit.cli.UsageException;
import dev.tfskit.message.Messages;
import dev.tfskit.ops.OpsConfiguration;
import dev.tfskit.ops.OpsPackage;
import dev.tfskit.posix.HostNames;
import dev.tfskit.program.ProgramRequest;
import dev.tfskit.program.ProgramRequest.Wanted;
import dev.tfskit.text.Glob;
import dev.tfskit.value.Text;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The program of an image, and the files to add with it.
 *
 * @param option the option that names the program
 * @param opsOption the option that brings what ops configures
 * @param program the path of the program, in the target roots or on the host
 * @param arguments the words after {@code --}
 * @param environment variables by name
 * @param workingDirectory the directory in which the program starts
 * @param isBare whether the files that programs expect stay out
 * @param with what else goes in
 * @param without what stays out
 * @param explains whether the reason of each entry is printed
 */
record ProgramOptions(
        String option,
        String opsOption,
        Program program,
        List<String> arguments,
        Map<String, String> environment,
        Optional<Text> workingDirectory,
        boolean isBare,
        List<Wanted> with,
        List<String> without,
        boolean explains) {

    /** The path of the program, in the target roots or on the host. */
    sealed interface Program {

        /** Returns the path of the program in the image. */
        Text target();

        /** A file of the target roots. */
        record InRoot(Text target) implements Program {}

        /** A file of the host, which gets a path in the image. */
        record OnHost(Path file, Text target) implements Program {}
    }

    private static final String PROGRAM = "--program";
    private static final String END_OF_OPTIONS = "--";
    private static final List<String> DEPENDENT =
            List.of("--env", "--cwd", "--bare", "--with", "--without", "--explain");

    static void describe(ToolSyntax syntax) {
        syntax.addGroup(
                "To build a small image of one program:",
                List.of(
                        OptionSpec.builder(PROGRAM)
                                .paramLabel("FILE")
                                .type(String.class)
                                .description("Take this program with its libraries. An absolute path is looked up "
                                        + "in the trees of -r. A relative path is a file of the host. HOST:TARGET "
                                        + "puts a file of the host at another path of the image. The words after -- "
                                        + "are the arguments.")
                                .build(),
                        OptionSpec.builder("--env")
                                .paramLabel("NAME=VALUE")
                                .type(String[].class)
                                .description("Set a variable of the environment. May be repeated.")
                                .build(),
                        OptionSpec.builder("--cwd")
                                .paramLabel("DIR")
                                .type(String.class)
                                .description("Start in this directory of the image.")
                                .build(),
                        OptionSpec.builder("--with")
                                .paramLabel("WHAT")
                                .type(String[].class)
                                .description("Also take a path of the trees of -r, or all paths that match a "
                                        + "pattern. deb:NAME and apk:NAME take an installed package and its "
                                        + "dependencies. May be repeated.")
                                .build(),
                        OptionSpec.builder("--without")
                                .paramLabel("GLOB")
                                .type(String[].class)
                                .description("Leave out paths that match. May be repeated.")
                                .build(),
                        Flag.named("--bare")
                                .description("Leave out files that programs expect, such as /etc/passwd.")
                                .build(),
                        Flag.named("--explain")
                                .description("Print for each entry why it is in the image.")
                                .build()));
    }

    /** Returns how many of the positional parameters come after {@code --}. */
    static int argumentCount(ParseResult arguments) {
        int delimiter = arguments.originalArgs().indexOf(END_OF_OPTIONS);
        return delimiter < 0 ? 0 : arguments.originalArgs().size() - delimiter - 1;
    }

    /**
     * Reads the options of the command line.
     *
     * @param words the words after {@code --}
     * @param opsPackage has a program, its arguments, and a tree in which others are found
     * @param configuration names the program and its arguments, unless the command line does
     * @return empty if no program is named and there is no configuration
     * @throws UsageException when an option has no valid value, or needs a program that is not named
     */
    static Optional<ProgramOptions> of(
            ParseResult arguments,
            List<String> words,
            Optional<OpsPackage> opsPackage,
            Optional<OpsConfiguration> configuration)
            throws UsageException {
        Optional<String> named = Optional.ofNullable(arguments.matchedOptionValue(PROGRAM, null));
        Optional<Program> program =
                named.isPresent() ? Optional.of(program(named.get())) : configured(opsPackage, configuration);
        if (program.isEmpty()) {
            for (String option : DEPENDENT) {
                if (arguments.hasMatchedOption(option)) {
                    throw new UsageException(option + " is for the program of " + PROGRAM + "; name one");
                }
            }
            if (!words.isEmpty()) {
                throw new UsageException(
                        "the words after -- are arguments for the program of " + PROGRAM + "; name one");
            }
            return Optional.empty();
        }
        String opsOption = MkfsOptions.opsOption(arguments);
        return Optional.of(new ProgramOptions(
                named.isPresent() ? PROGRAM : opsOption,
                opsOption,
                program.get(),
                arguments(words, opsPackage, configuration),
                environment(arguments.matchedOptionValue("--env", new String[0])),
                directory(Optional.ofNullable(arguments.matchedOptionValue("--cwd", null))),
                arguments.hasMatchedOption("--bare"),
                with(arguments.matchedOptionValue("--with", new String[0])),
                without(arguments.matchedOptionValue("--without", new String[0])),
                arguments.hasMatchedOption("--explain")));
    }

    private static List<String> arguments(
            List<String> words, Optional<OpsPackage> opsPackage, Optional<OpsConfiguration> configuration) {
        if (opsPackage.isPresent()) {
            return opsPackage.get().arguments(words);
        }
        return words.isEmpty() ? configuration.map(OpsConfiguration::arguments).orElse(List.of()) : List.copyOf(words);
    }

    /**
     * Returns the program that a package or a configuration names. As in ops, a relative path of the host is the path
     * in the image, too.
     */
    private static Optional<Program> configured(
            Optional<OpsPackage> opsPackage, Optional<OpsConfiguration> configuration) throws UsageException {
        Optional<String> inPackage = opsPackage.flatMap(OpsPackage::program);
        if (inPackage.isPresent()) {
            return Optional.of(new Program.InRoot(Text.of(inPackage.get())));
        }
        if (configuration.isEmpty()) {
            return Optional.empty();
        }
        String text = configuration
                .get()
                .program()
                .orElseThrow(
                        () -> new UsageException((opsPackage.isPresent() ? "the package" : "the configuration of -c")
                                + " has no Program; name one with " + PROGRAM));
        if (text.startsWith("/")) {
            return Optional.of(new Program.InRoot(Text.of(text)));
        }
        Path path = PathArgument.parse("Program", text);
        Path target = path.normalize();
        if (target.startsWith("..") || target.toString().isEmpty()) {
            throw new UsageException("the program " + text + " is not possible as a path of the image; name it with "
                    + PROGRAM + " HOST:TARGET");
        }
        return Optional.of(new Program.OnHost(
                path, Text.wrap(HostNames.linkTarget(Path.of("/").resolve(target)))));
    }

    private static Program program(String text) throws UsageException {
        int separator = text.lastIndexOf(":/");
        if (separator > 0) {
            return new Program.OnHost(
                    PathArgument.parse(PROGRAM, text.substring(0, separator)),
                    EntryArgument.parse(PROGRAM, text.substring(separator + 1)).toText());
        }
        Path path = PathArgument.parse(PROGRAM, text);
        if (text.startsWith("/")) {
            return new Program.InRoot(Text.of(text));
        }
        if (path.getFileName() == null || text.endsWith("/")) {
            throw new UsageException(PROGRAM + " " + text + ": the name of a file is expected");
        }
        byte[] name = HostNames.lastName(path);
        byte[] target = new byte[name.length + 1];
        target[0] = '/';
        System.arraycopy(name, 0, target, 1, name.length);
        return new Program.OnHost(path, Text.wrap(target));
    }

    private static Map<String, String> environment(String... texts) throws UsageException {
        Map<String, String> variables = new LinkedHashMap<>();
        for (String text : texts) {
            PathArgument.demandName("--env", text);
            int equals = text.indexOf('=');
            if (equals <= 0) {
                throw new UsageException("--env " + text + ": a variable is expected, such as HOME=/root");
            }
            variables.put(text.substring(0, equals), text.substring(equals + 1));
        }
        return variables;
    }

    private static Optional<Text> directory(Optional<String> text) throws UsageException {
        if (text.isPresent()) {
            PathArgument.demandName("--cwd", text.get());
            if (!text.get().startsWith("/")) {
                throw new UsageException("--cwd " + text.get() + ": an absolute path in the image is expected");
            }
        }
        return text.map(Text::of);
    }

    private static List<Wanted> with(String... texts) throws UsageException {
        List<Wanted> wanted = new ArrayList<>();
        for (String text : texts) {
            PathArgument.demandName("--with", text);
            try {
                wanted.add(Wanted.parse(text));
            } catch (IllegalArgumentException e) {
                throw new UsageException("--with " + text + ": " + Messages.reasonOf(e));
            }
        }
        return List.copyOf(wanted);
    }

    private static List<String> without(String... texts) throws UsageException {
        for (String text : texts) {
            try {
                Glob.compile(text);
            } catch (IllegalArgumentException e) {
                throw new UsageException("--without: " + Messages.reasonOf(e));
            }
        }
        return List.of(texts);
    }

    /**
     * Returns the request for the library.
     *
     * @param inherited variables that count unless the command line sets them
     * @param inheritedDirectory the working directory unless the command line names one
     */
    ProgramRequest request(Map<String, String> inherited, Optional<Text> inheritedDirectory) {
        Map<String, String> all = new LinkedHashMap<>(inherited);
        all.putAll(environment);
        return new ProgramRequest(
                program.target(), arguments, all, workingDirectory.or(() -> inheritedDirectory), isBare, with, without);
    }
}
