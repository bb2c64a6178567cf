// SPDX-License-Identifier: Apache-2.0
package dev.tfskit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A command line that runs as a process of its own, as a user would type it. Its language is English, its encoding
 * UTF-8 and its time zone UTC, whatever the environment of the tests says. Immutable.
 */
public final class Command {

    /** The root of the build tree. */
    public static final Path PROJECT = Path.of("").toAbsolutePath().getParent();

    /** The variables that change what programs print or do, and are not inherited. */
    private static final Pattern STEERING = Pattern.compile("LC_.*|LANG|LANGUAGE|TZ|TFS_.*|SOURCE_DATE_EPOCH|NO_COLOR|"
            + "JDK_JAVA_OPTIONS|JAVA_TOOL_OPTIONS|POSIXLY_CORRECT");

    private static final Map<String, String> ENVIRONMENT =
            Map.of("LC_ALL", "C.UTF-8", "TZ", "UTC", "TFS_JAVA_HOME", System.getProperty("java.home"));

    /** Held for writing while a command starts. */
    private static final ReadWriteLock STARTS = new ReentrantReadWriteLock(true);

    private final List<String> words;
    private final Path directory;
    private final Map<String, String> environment;

    private Command(List<String> words, Path directory, Map<String, String> environment) {
        this.words = List.copyOf(words);
        this.directory = directory;
        this.environment = environment;
    }

    /**
     * Returns a command that runs in the root of the build tree, with the JDK that runs the test.
     *
     * @param words the program and its arguments
     * @return the command
     */
    public static Command of(Object... words) {
        return new Command(Stream.of(words).map(Object::toString).toList(), PROJECT, ENVIRONMENT);
    }

    /**
     * Returns a tool by its launcher in the build tree.
     *
     * @param name the name of the launcher, such as {@code tfs-mkfs}
     * @param arguments its arguments
     * @return the command
     */
    public static Command tool(String name, Object... arguments) {
        return of(launcher(name)).with(arguments);
    }

    /**
     * Returns {@code tfs-mkfs} with arguments.
     *
     * @param arguments the arguments
     * @return the command
     */
    public static Command mkfs(Object... arguments) {
        return tool("tfs-mkfs", arguments);
    }

    /**
     * Returns {@code tfs-dump} with arguments.
     *
     * @param arguments the arguments
     * @return the command
     */
    public static Command dump(Object... arguments) {
        return tool("tfs-dump", arguments);
    }

    /**
     * Returns the JVM of the test with the class path of the test.
     *
     * @param main the class to start
     * @param arguments its arguments
     * @return the command
     */
    public static Command java(Class<?> main, Object... arguments) {
        return java(List.of(), main, arguments);
    }

    /**
     * Returns the JVM of the test with the class path of the test.
     *
     * @param options the options of the JVM
     * @param main the class to start
     * @param arguments its arguments
     * @return the command
     */
    public static Command java(List<String> options, Class<?> main, Object... arguments) {
        return of(Path.of(System.getProperty("java.home"), "bin", "java"))
                .with(options.toArray())
                .with(
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName())
                .with(arguments);
    }

    /**
     * Returns a script for the shell. It stops at the first command that fails.
     *
     * @param script the script
     * @param arguments {@code $1} and so on of the script
     * @return the command
     */
    public static Command shell(String script, Object... arguments) {
        return of("sh", "-ec", script, "sh").with(arguments);
    }

    /**
     * Runs an action while no command starts. Until a process runs its program, it has the open files of this JVM, so
     * an image that the action has open for writing would be in use by another process.
     *
     * @param action the action, which starts no command itself
     * @param <T> the type of its result
     * @return its result
     */
    public static <T> T betweenStarts(Supplier<T> action) {
        STARTS.readLock().lock();
        try {
            return action.get();
        } finally {
            STARTS.readLock().unlock();
        }
    }

    /**
     * Returns the launcher of a tool.
     *
     * @param name its name
     * @return an absolute path in the build tree
     */
    public static Path launcher(String name) {
        return PROJECT.resolve("bin").resolve(name);
    }

    /**
     * Returns the same command with more arguments.
     *
     * @param more the arguments to add at the end
     * @return the longer command
     */
    public Command with(Object... more) {
        List<String> longer = new ArrayList<>(words);
        Stream.of(more).map(Object::toString).forEach(longer::add);
        return new Command(longer, directory, environment);
    }

    /**
     * Returns the same command, run by another one.
     *
     * @param runner the words before those of this command
     * @return the longer command
     */
    public Command under(List<String> runner) {
        List<String> longer = new ArrayList<>(runner);
        longer.addAll(words);
        return new Command(longer, directory, environment);
    }

    /**
     * Returns the same command in another directory.
     *
     * @param other the directory to run in
     * @return the command
     */
    public Command in(Path other) {
        return new Command(words, other, environment);
    }

    /**
     * Returns the same command with a variable of the environment set.
     *
     * @param name the name of the variable
     * @param value its value
     * @return the command
     */
    public Command env(String name, String value) {
        Map<String, String> larger = new TreeMap<>(environment);
        larger.put(name, value);
        return new Command(words, directory, larger);
    }

    /**
     * Runs the command to its end, without input.
     *
     * @return how it ended
     * @throws IOException when it cannot be started
     * @throws InterruptedException when this thread is interrupted; the process is killed then
     * @throws AssertionError when the command, or a process that has its output open, does not end in time
     */
    public Result run() throws IOException, InterruptedException {
        try (Running running = start()) {
            return running.result();
        }
    }

    /**
     * Starts the command, without input. What it prints waits in pipes until {@link Running#result} reads it.
     *
     * @return the running command
     * @throws IOException when it cannot be started
     */
    public Running start() throws IOException {
        Running running = startWithInput();
        running.process().getOutputStream().close();
        return running;
    }

    /**
     * Starts the command, whose input is a pipe that stays open.
     *
     * @return the running command
     * @throws IOException when it cannot be started
     */
    public Running startWithInput() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(words).directory(directory.toFile());
        builder.environment().keySet().removeIf(name -> STEERING.matcher(name).matches());
        builder.environment().putAll(environment);
        STARTS.writeLock().lock();
        try {
            return new Running(builder.start());
        } finally {
            STARTS.writeLock().unlock();
        }
    }

    @Override
    public String toString() {
        return String.join(" ", words);
    }

    /**
     * A command that was started. Closing it kills it and its descendants, unless they have ended.
     *
     * @param process its process
     */
    public record Running(Process process) implements AutoCloseable {

        /**
         * Reads the next line of its output, with the limit of {@link EndedProcess}.
         *
         * @return the line without its end; what there is of one when the output ends
         * @throws AssertionError when no line comes in time; the process is killed then
         */
        public String nextLine() {
            CompletableFuture<String> line = new CompletableFuture<>();
            Thread.ofPlatform().daemon().name("a line of a process").start(() -> {
                try {
                    line.complete(readLine(process.getInputStream()));
                } catch (IOException e) {
                    line.completeExceptionally(e);
                }
            });
            try {
                return line.get(EndedProcess.LIMIT.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException | ExecutionException | TimeoutException e) {
                EndedProcess.kill(process);
                throw new AssertionError("no line of output", e);
            }
        }

        /** Leaves in the stream what follows the line. */
        private static String readLine(InputStream stream) throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            int next = stream.read();
            while (next >= 0 && next != '\n') {
                line.write(next);
                next = stream.read();
            }
            return line.toString(StandardCharsets.UTF_8);
        }

        /**
         * Waits for its end, and for all that have its output open, with the limit of {@link EndedProcess}.
         *
         * @return how it ended
         * @throws InterruptedException when this thread is interrupted; the process is killed then
         */
        public Result result() throws InterruptedException {
            return Result.of(EndedProcess.of(process));
        }

        /**
         * Sends it a signal.
         *
         * @param name the name of the signal, such as {@code INT}
         * @throws IOException when no signal can be sent
         * @throws InterruptedException when this thread is interrupted
         */
        public void signal(String name) throws IOException, InterruptedException {
            shell("kill -s \"$1\" \"$2\"", name, process.pid()).run().ok();
        }

        @Override
        public void close() {
            EndedProcess.kill(process);
        }
    }
}
