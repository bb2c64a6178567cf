// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A command line that runs as a process of its own, as a user would type it. Immutable. */
final class Command {

    /** The root of the build tree. */
    static final Path PROJECT = Path.of("").toAbsolutePath().getParent();

    private static final long LIMIT_MINUTES = 4;

    private final List<String> words;
    private final Path directory;
    private final Map<String, String> environment;

    private Command(List<String> words, Path directory, Map<String, String> environment) {
        this.words = List.copyOf(words);
        this.directory = directory;
        this.environment = environment;
    }

    /** A command whose words are these. It runs with the JDK that runs the test. */
    static Command of(Object... words) {
        return new Command(
                Stream.of(words).map(Object::toString).toList(),
                PROJECT,
                Map.of("TFS_JAVA_HOME", System.getProperty("java.home")));
    }

    /** A tool by its launcher in the build tree, such as {@code tfs-mkfs}. */
    static Command tool(String name, Object... arguments) {
        return of(launcher(name)).with(arguments);
    }

    /** {@code tfs-mkfs} with these arguments. */
    static Command mkfs(Object... arguments) {
        return tool("tfs-mkfs", arguments);
    }

    /** {@code tfs-dump} with these arguments. */
    static Command dump(Object... arguments) {
        return tool("tfs-dump", arguments);
    }

    /**
     * A script for the shell, whose {@code $1} and so on are the arguments. It stops at the first command that fails.
     */
    static Command shell(String script, Object... arguments) {
        return of("sh", "-ec", script, "sh").with(arguments);
    }

    /** The launcher of a tool. */
    static Path launcher(String name) {
        return PROJECT.resolve("bin").resolve(name);
    }

    /** The same command, with more arguments. */
    Command with(Object... more) {
        List<String> longer = new ArrayList<>(words);
        Stream.of(more).map(Object::toString).forEach(longer::add);
        return new Command(longer, directory, environment);
    }

    /** The same command, run by another one. */
    Command under(List<String> runner) {
        List<String> longer = new ArrayList<>(runner);
        longer.addAll(words);
        return new Command(longer, directory, environment);
    }

    /** The same command, in another directory. */
    Command in(Path folder) {
        return new Command(words, folder, environment);
    }

    /** The same command, with a variable of the environment set. */
    Command env(String name, String value) {
        Map<String, String> larger = new TreeMap<>(environment);
        larger.put(name, value);
        return new Command(words, directory, larger);
    }

    /** Runs it to its end, without input. */
    Result run() throws IOException, InterruptedException {
        try (Running running = start()) {
            return running.result();
        }
    }

    /** Starts it. */
    Running start() throws IOException {
        Path output = Files.createTempFile("tfs-test", ".out");
        Path errors = Files.createTempFile("tfs-test", ".err");
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(directory.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("TFS_JAVA"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        return new Running(process, output, errors);
    }

    /** A command that was started. Closing it kills it, unless it has ended. */
    record Running(Process process, Path output, Path errors) implements AutoCloseable {

        /** Waits for its end. */
        Result result() throws IOException, InterruptedException {
            if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
                kill();
                throw new AssertionError("no end after " + LIMIT_MINUTES + " minutes\noutput so far: "
                        + Files.readString(output) + "\nerrors so far: " + Files.readString(errors));
            }
            return new Result(process.exitValue(), Files.readAllBytes(output), Files.readString(errors));
        }

        /** Sends it a signal, such as {@code INT}. */
        void signal(String name) throws IOException, InterruptedException {
            shell("kill -s \"$1\" \"$2\"", name, process.pid()).run().ok();
        }

        private void kill() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }

        @Override
        public void close() throws IOException {
            kill();
            Files.delete(output);
            Files.delete(errors);
        }
    }
}
