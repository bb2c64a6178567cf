// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.oci;

import dev.tfskit.error.ArchiveException;
import dev.tfskit.json.Json;
import dev.tfskit.schema.RootAttributes;
import dev.tfskit.source.Notice;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.VectorValue;
import dev.tfskit.volume.PathLookup;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The configuration with which a container image is run. It becomes root attributes of a TFS image. Immutable.
 *
 * @param image the name of the container image in messages
 * @param command the program and its arguments: the entrypoint and the command of the image
 * @param environment the variables by name
 * @param workingDirectory an absolute path
 */
public record RunConfiguration(
        String image, List<String> command, Map<String, String> environment, String workingDirectory) {

    private static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final Set<String> SHELLS = Set.of("sh", "bash", "ash", "dash");
    private static final int EXECUTABLE_BITS = 0111;

    /**
     * Reads a configuration. Like Docker, it refuses a value of another kind than its key takes.
     *
     * @param image the name of the container image in messages
     */
    static RunConfiguration of(String image, Json config) throws ArchiveException {
        if (!config.isNull() && !config.isObject()) {
            throw wrongKind(image, "config", "an object", config);
        }
        List<String> entrypoint = words(image, config, "Entrypoint");
        // An entrypoint of one empty string resets that of the base image, as Docker reads it.
        List<String> command = Stream.concat(
                        entrypoint.equals(List.of("")) ? Stream.empty() : entrypoint.stream(),
                        words(image, config, "Cmd").stream())
                .toList();
        Map<String, String> environment = new TreeMap<>();
        for (String each : texts(image, config, "Env")) {
            int equals = each.indexOf('=');
            if (equals > 0) {
                environment.put(each.substring(0, equals), each.substring(equals + 1));
            }
        }
        return new RunConfiguration(
                image,
                command,
                environment,
                text(image, config, "WorkingDir")
                        .filter(path -> path.startsWith("/"))
                        .orElse("/"));
    }

    /** Returns the words of a list; Docker takes a string for a list of one word. */
    private static List<String> words(String image, Json config, String key) throws ArchiveException {
        Optional<String> word = config.get(key).text();
        return word.isPresent() ? List.of(word.get()) : texts(image, config, key);
    }

    private static List<String> texts(String image, Json config, String key) throws ArchiveException {
        Json value = config.get(key);
        if (!value.isNull() && !value.isList()) {
            throw wrongKind(image, key, "a list of strings", value);
        }
        for (Json element : value.elements()) {
            if (element.text().isEmpty()) {
                throw wrongKind(image, key, "a list of strings", element);
            }
        }
        return value.texts();
    }

    private static Optional<String> text(String image, Json config, String key) throws ArchiveException {
        Json value = config.get(key);
        if (!value.isNull() && value.text().isEmpty()) {
            throw wrongKind(image, key, "a string", value);
        }
        return value.text();
    }

    private static ArchiveException wrongKind(String image, String key, String expected, Json found) {
        return new ArchiveException(
                image,
                "its configuration has " + found.kind() + " as " + key + " (" + found.position() + "), where "
                        + expected + " is expected; it is damaged: copy or make it again");
    }

    /**
     * Returns attributes of the root: {@code arguments}, {@code environment} and {@code cwd}. An attribute is absent
     * when the image does not set it. {@link #findProgram} finds {@code program}.
     *
     * @return a new tuple
     */
    public Tuple attributes() {
        Tuple attributes = new Tuple();
        if (!command.isEmpty()) {
            attributes.set(
                    RootAttributes.ARGUMENTS,
                    VectorValue.of(command.stream().map(Text::of).toList()));
        }
        if (!environment.isEmpty()) {
            Tuple variables = new Tuple();
            environment.forEach((name, value) -> variables.set(Symbol.of(name), Text.of(value)));
            attributes.set(RootAttributes.ENVIRONMENT, variables);
        }
        if (!workingDirectory.equals("/")) {
            attributes.set(RootAttributes.WORKING_DIRECTORY, Text.of(workingDirectory));
        }
        return attributes;
    }

    /**
     * Warns when the command starts the program through a shell.
     *
     * @param notices receives the warning
     */
    public void warnAboutShell(Consumer<Notice> notices) {
        String program = command.isEmpty() ? "" : command.getFirst();
        if (command.size() > 1
                && command.get(1).equals("-c")
                && SHELLS.contains(program.substring(program.lastIndexOf('/') + 1))) {
            notices.accept(new Notice(
                    image,
                    "is started through a shell; Nanos runs one program and no other, so name "
                            + "it and its arguments with -t '(program:/bin/app arguments:[app])'"));
        }
    }

    private String absolute(String path) {
        if (path.startsWith("/")) {
            return path;
        }
        String directory = workingDirectory.endsWith("/") ? workingDirectory : workingDirectory + "/";
        return directory + (path.startsWith("./") ? path.substring(2) : path);
    }

    /**
     * Finds the program. One that is named without a directory is searched in the directories of the {@code PATH} of
     * the image. The first file with an executable bit is it. When no file has one, it is the first file: modes can be
     * missing, and the Nanos kernel does not check them.
     *
     * @param volume the volume with the whole tree in it, such as the one that {@code ImageBuilder.withFinalStep}
     *     passes
     * @return its path, for the attribute {@code program}: symbolic links are followed, because the kernel makes
     *     {@code /proc/self/exe} of this text. A path that leads to no file is returned as it is
     * @throws ArchiveException when a program that is named without a directory is not found, or its name is empty
     * @throws IOException when the volume cannot be read
     * @throws java.util.NoSuchElementException when the image has no command
     */
    public Text findProgram(Volume volume) throws IOException {
        if (command.getFirst().isEmpty()) {
            throw new ArchiveException(image, "the name of the program is empty; name it with -t '(program:/bin/app)'");
        }
        PathLookup lookup = new PathLookup(volume, PathLookup.Links.ALL);
        if (command.getFirst().indexOf('/') < 0) {
            return search(lookup);
        }
        Text named = Text.of(absolute(command.getFirst()));
        return find(lookup, named).map(Program::path).orElse(named);
    }

    private Text search(PathLookup lookup) throws IOException {
        String path = environment.getOrDefault("PATH", DEFAULT_PATH);
        Optional<Text> first = Optional.empty();
        for (String directory : path.split(":", -1)) {
            Text candidate = Text.of(
                    absolute(directory.isEmpty() ? "./" + command.getFirst() : directory + "/" + command.getFirst()));
            Optional<Program> found = find(lookup, candidate);
            if (found.isPresent() && found.get().isExecutable()) {
                return found.get().path();
            }
            first = first.or(() -> found.map(Program::path));
        }
        return first.orElseThrow(() -> new ArchiveException(
                image,
                "its program " + Text.of(command.getFirst()).quoted() + " is in no directory of its PATH, " + path
                        + "; name it with -t '(program:/bin/app)'"));
    }

    /** A file of the volume. */
    private record Program(Text path, RegularFile file) {

        boolean isExecutable() {
            return (file.permissions().mode() & EXECUTABLE_BITS) != 0;
        }
    }

    private static Optional<Program> find(PathLookup lookup, Text path) throws IOException {
        try {
            PathLookup.Found found = lookup.find(path);
            return found.inode() instanceof RegularFile file
                    ? Optional.of(new Program(found.path().toText(), file))
                    : Optional.empty();
        } catch (FileSystemException e) {
            return Optional.empty();
        }
    }
}
