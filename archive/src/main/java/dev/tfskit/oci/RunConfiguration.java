// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.oci;

import dev.tfskit.error.ArchiveException;
import dev.tfskit.json.Json;
import dev.tfskit.schema.Permissions;
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

    static RunConfiguration of(String image, Json config) {
        List<String> command = Stream.concat(
                        config.get("Entrypoint").texts().stream(), config.get("Cmd").texts().stream())
                .toList();
        Map<String, String> environment = new TreeMap<>();
        for (String each : config.get("Env").texts()) {
            int equals = each.indexOf('=');
            if (equals > 0) {
                environment.put(each.substring(0, equals), each.substring(equals + 1));
            }
        }
        return new RunConfiguration(
                image,
                command,
                environment,
                config.get("WorkingDir")
                        .text()
                        .filter(path -> path.startsWith("/"))
                        .orElse("/"));
    }

    /**
     * Returns attributes of the root: {@code arguments}, {@code environment} and {@code cwd}, and {@code program}
     * unless {@link #findProgram} must search for it first. An attribute is absent when the image does not set it.
     *
     * @param notices receives a notice when the image is started through a shell
     * @return the attributes
     */
    public Tuple attributes(Consumer<Notice> notices) {
        Tuple attributes = new Tuple();
        if (!command.isEmpty()) {
            attributes.set(
                    RootAttributes.ARGUMENTS,
                    VectorValue.of(command.stream().map(Text::of).toList()));
            if (!needsSearch()) {
                attributes.set(RootAttributes.PROGRAM, Text.of(absolute(command.getFirst())));
            }
            warnAboutShell(notices);
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

    private void warnAboutShell(Consumer<Notice> notices) {
        String program = command.getFirst();
        if (command.size() > 1
                && command.get(1).equals("-c")
                && SHELLS.contains(program.substring(program.lastIndexOf('/') + 1))) {
            notices.accept(new Notice(
                    image,
                    "is started through a shell; Nanos runs one program and no other, so name "
                            + "it with -t '(program:/bin/app)'"));
        }
    }

    /**
     * Returns whether the program is named without a directory, so that {@link #findProgram} must search for it in the
     * finished tree.
     *
     * @return true when a search is needed
     */
    public boolean needsSearch() {
        return !command.isEmpty() && command.getFirst().indexOf('/') < 0;
    }

    private String absolute(String path) {
        if (path.startsWith("/")) {
            return path;
        }
        String directory = workingDirectory.endsWith("/") ? workingDirectory : workingDirectory + "/";
        return directory + (path.startsWith("./") ? path.substring(2) : path);
    }

    /**
     * Searches the directories of the {@code PATH} of the image for a program that is named without a directory. The
     * first file with an executable bit is it. When no file has one, it is the first file: modes can be missing, and
     * the Nanos kernel does not check them.
     *
     * @param volume the volume, with the whole tree in it
     * @return its path, for the attribute {@code program}
     * @throws ArchiveException when there is no such program
     * @throws IOException when the volume cannot be read
     */
    public Text findProgram(Volume volume) throws IOException {
        String path = environment.getOrDefault("PATH", DEFAULT_PATH);
        PathLookup lookup = new PathLookup(volume, PathLookup.Links.ALL);
        Optional<Text> first = Optional.empty();
        for (String directory : path.split(":", -1)) {
            Text candidate = Text.of(
                    absolute(directory.isEmpty() ? "./" + command.getFirst() : directory + "/" + command.getFirst()));
            Optional<RegularFile> file = find(lookup, candidate);
            if (file.isPresent() && isExecutable(file.get().permissions())) {
                return candidate;
            }
            first = first.or(() -> file.map(_ -> candidate));
        }
        return first.orElseThrow(() -> new ArchiveException(
                image,
                "its program " + Text.of(command.getFirst()).quoted() + " is in no directory of its PATH, " + path
                        + "; name it with -t '(program:/bin/app)'"));
    }

    private static Optional<RegularFile> find(PathLookup lookup, Text path) throws IOException {
        try {
            return lookup.find(path).inode() instanceof RegularFile file ? Optional.of(file) : Optional.empty();
        } catch (FileSystemException e) {
            return Optional.empty();
        }
    }

    private static boolean isExecutable(Permissions permissions) {
        return (permissions.mode() & EXECUTABLE_BITS) != 0;
    }
}
