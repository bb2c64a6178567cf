// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.posix.HostMounts.HostMount;
import dev.tfskit.posix.HostNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The programs that unmount an image at this moment. Until they have made everything durable, the image is mounted as
 * before. A mount that begins meanwhile waits for these programs. For other file systems, the kernel makes a mount wait
 * in the same way.
 */
final class RunningUnmounts {

    private static final Path PROCESSES = Path.of("/proc");
    private static final Set<String> PROGRAMS = Set.of("umount", "fusermount", "fusermount3");
    /** The script that umount runs; the first word of its command line is the shell. */
    private static final String HELPER = "umount.fuse.tfs";

    private final LibC libC;
    private final long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Unmount.WAIT_MILLIS);

    private RunningUnmounts(LibC libC) {
        this.libC = libC;
    }

    /**
     * Waits for the programs that unmount an image, or whatever image is mounted on a directory; for ten seconds at
     * most.
     *
     * @param image the path of the image, without links
     * @param mountPoint the absolute path of the directory
     */
    static void await(Path image, Path mountPoint, LibC libC) throws IOException {
        RunningUnmounts running = new RunningUnmounts(libC);
        for (HostMount mount : MountTable.of(image, mountPoint)) {
            for (Path process : processesThatUnmount(mount.directory())) {
                running.awaitEnd(process);
            }
        }
    }

    private void awaitEnd(Path process) throws IOException {
        long rest = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        Optional<ProcessEnd> watched =
                ProcessEnd.of(Long.parseLong(process.getFileName().toString()), libC);
        if (watched.isPresent() && rest > 0) {
            try (ProcessEnd ending = watched.get()) {
                ending.await((int) rest);
            }
        }
    }

    private static List<Path> processesThatUnmount(Path directory) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
            for (Path process : processes) {
                if (unmounts(process, directory)) {
                    found.add(process);
                }
            }
        }
        return found;
    }

    private static boolean unmounts(Path process, Path directory) {
        try {
            // Paths are bytes; ISO 8859-1 preserves each byte.
            String line = Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
            List<String> operands = operands(List.of(line.split("\0", -1)));
            if (operands.isEmpty()) {
                return false;
            }
            Path working = Files.readSymbolicLink(process.resolve("cwd"));
            return operands.stream()
                    .filter(operand -> !operand.isEmpty())
                    .map(operand -> HostNames.pathOf(operand.getBytes(StandardCharsets.ISO_8859_1)))
                    .anyMatch(operand -> working.resolve(operand).normalize().equals(directory));
        } catch (IOException endedOrForeign) {
            return false;
        }
    }

    /** Returns the words of a command line that may name what it unmounts; none when it does not unmount. */
    static List<String> operands(List<String> words) {
        if (PROGRAMS.contains(fileName(words.getFirst()))) {
            return words.subList(1, words.size());
        }
        if (words.size() > 1 && fileName(words.get(1)).equals(HELPER)) {
            return words.subList(2, words.size());
        }
        List<String> own = words.subList(words.indexOf(FuseMain.class.getName()) + 1, words.size());
        boolean unmounts = own.size() < words.size()
                && own.stream().anyMatch(word -> word.startsWith("-u") || word.startsWith("--unmount"));
        return unmounts
                ? own.stream()
                        .map(word -> word.replaceFirst("^(-u|--unmount=)", ""))
                        .toList()
                : List.of();
    }

    private static String fileName(String word) {
        return word.substring(word.lastIndexOf('/') + 1);
    }
}
