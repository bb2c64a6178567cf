// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.cli.ToolFailedException;
import dev.tfskit.message.Messages;
import dev.tfskit.posix.HostNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A request to the process behind the mount of another user, which may never answer. When that process has taken a
 * request, no signal ends the thread that waits for the answer, and so the process of this thread cannot end, either.
 * Therefore a process of its own makes the request.
 */
final class SeparateRequest {

    private static final int FAILED = 3;
    /** The request, the path and two ids. */
    private static final int ALL_ARGUMENTS = 4;
    /**
     * What the process prints before the request, so that the start of the JVM takes none of the time for the answer.
     */
    private static final int STARTED = '\n';
    /** How long the JVM may take to start, on a machine with much to do. */
    private static final int MOST_SECONDS_TO_START = 60;
    /** The variables with options for each JVM. Those for this JVM may contradict the options of the other one. */
    private static final List<String> OPTION_VARIABLES =
            List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");
    /** The system properties that say where the native library of {@link LibC} is, or may be unpacked. */
    private static final List<String> LIBRARY_PROPERTIES = List.of("java.library.path", "jffi.extract.dir");

    private SeparateRequest() {}

    /**
     * Makes a request in this process. Prints {@link #STARTED} before the request. Then ends with the code 0 and the
     * answer on standard output, or with the code {@link #FAILED} and the reason.
     *
     * @param arguments the name of the request, the bytes of the mount point in hexadecimal, and the numbers of a user
     *     and a group whose ids the request needs, if it needs any
     * @throws ToolFailedException when this process can call no function of C
     */
    public static void main(String[] arguments) throws ToolFailedException {
        LibC libC = LibC.load();
        if (arguments.length == ALL_ARGUMENTS) {
            new UserIds(Long.parseLong(arguments[2]), Long.parseLong(arguments[3])).take(libC);
        }
        Path mountPoint = HostNames.pathOf(HexFormat.of().parseHex(arguments[1]));
        MountRequest request = MountRequest.valueOf(arguments[0]);
        System.out.write(STARTED);
        System.out.flush();
        try {
            print(request.send(mountPoint, libC));
        } catch (IOException e) {
            print(reason(e));
            System.exit(FAILED);
        }
    }

    private static void print(String text) {
        System.out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        System.out.flush();
    }

    /** Returns the text of the host as it is, because {@link #send} passes it on. */
    private static String reason(IOException problem) {
        return problem instanceof FileSystemException e && e.getReason() != null
                ? e.getReason()
                : Messages.reasonOf(problem);
    }

    /**
     * Makes a request in another process.
     *
     * @param owner who mounted; knows how long to wait
     * @param ids those that the request needs; empty when it needs none
     * @return the answer
     * @throws ToolFailedException when the other process does not start in time, or the request has no answer in time
     * @throws IOException when the request fails
     */
    static String send(MountRequest request, MountOwner owner, Optional<UserIds> ids) throws IOException {
        // A request without an answer must hold neither a stream of this process nor its directory.
        ProcessBuilder java = new ProcessBuilder(command(request, owner.mountPoint(), ids))
                .directory(Path.of("/").toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        java.environment().keySet().removeAll(OPTION_VARIABLES);
        Process process = java.start();
        String text = new String(answer(process, request, owner), StandardCharsets.UTF_8);
        return switch (process.exitValue()) {
            case 0 -> text;
            case FAILED -> throw new FileSystemException(owner.mountPoint().toString(), null, text);
            default ->
                throw new FileSystemException(
                        owner.mountPoint().toString(),
                        null,
                        "a process of Java ended with exit code " + process.exitValue());
        };
    }

    /** Waits for the end of the other process, and returns what it printed for {@link #send}. */
    private static byte[] answer(Process process, MountRequest request, MountOwner owner) throws IOException {
        ProcessOutput output = new ProcessOutput(process);
        try {
            if (!output.awaitFirstByte(MOST_SECONDS_TO_START)) {
                process.destroyForcibly();
                throw new ToolFailedException(
                        owner.mountPoint().toString(),
                        "a process of Java has not started within " + MOST_SECONDS_TO_START + " seconds",
                        "try again when the machine has less to do");
            }
            owner.await(process, request.mostSeconds());
            return output.awaitFurtherBytes();
        } catch (InterruptedException e) {
            throw new ToolFailedException("", "was interrupted", "try again");
        }
    }

    private static List<String> command(MountRequest request, Path mountPoint, Optional<UserIds> ids) {
        List<String> words = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        LIBRARY_PROPERTIES.stream()
                .filter(name -> System.getProperty(name) != null)
                .forEach(name -> words.add("-D" + name + "=" + pathsOf(name)));
        words.addAll(List.of(
                // It does little, so it should start quickly.
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                // Standard output is for the answer; the JVM would print its own warnings there.
                "-XX:+DisplayVMOutputToStderr",
                "-Xlog:disable",
                "-Xlog:all=error:stderr",
                // The library of native calls needs both.
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                pathsOf("java.class.path"),
                SeparateRequest.class.getName(),
                request.name(),
                HexFormat.of().formatHex(HostNames.absolute(mountPoint))));
        ids.ifPresent(those -> words.addAll(List.of(Long.toString(those.user()), Long.toString(those.group()))));
        return words;
    }

    /** The launcher may name the directory of the jars by a descriptor, which the other process does not have. */
    private static String pathsOf(String property) {
        return System.getProperty(property)
                .replace("/proc/self/", "/proc/" + ProcessHandle.current().pid() + "/");
    }
}
