// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.hostfile;

import dev.tfskit.posix.DeviceNumber;
import dev.tfskit.posix.FileType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Objects;

/** The kinds of files that a path of the host can lead to. */
public enum FileKind {

    /** An ordinary file. */
    REGULAR("regular file"),
    /** A directory. */
    DIRECTORY("directory"),
    /** A block device. */
    BLOCK_DEVICE("block device"),
    /** A character device that is not a terminal, such as {@code /dev/null}. */
    CHARACTER_DEVICE("character device"),
    /** A terminal. */
    TERMINAL("terminal"),
    /** A pipe, with or without a name. */
    PIPE("pipe"),
    /** A socket. */
    SOCKET("socket"),
    /** A file of another kind. */
    OTHER("special file");

    /**
     * The major device numbers of terminals on Linux: virtual ones, the present one, and the first and last of ptys.
     */
    private static final int VIRTUAL_TERMINALS = 4;

    private static final int PRESENT_TERMINAL = 5;
    private static final int FIRST_PTYS = 136;
    private static final int LAST_PTYS = 143;

    private final String words;

    FileKind(String words) {
        this.words = words;
    }

    /**
     * Returns the kind of a file. Symbolic links are followed, also those below {@code /proc} that lead to open files.
     *
     * @param path the path of an existing file
     * @return its kind
     * @throws java.nio.file.NoSuchFileException when there is no such file
     * @throws IOException when its attributes cannot be read
     */
    public static FileKind of(Path path) throws IOException {
        return path.getFileSystem().supportedFileAttributeViews().contains("unix") ? unix(path) : portable(path);
    }

    private static FileKind unix(Path path) throws IOException {
        Map<String, Object> found = Files.readAttributes(path, "unix:mode,rdev");
        int mode = (Integer) Objects.requireNonNull(found.get("mode"));
        long device = (Long) Objects.requireNonNull(found.get("rdev"));
        return switch (mode & FileType.BITS) {
            case FileType.REGULAR -> REGULAR;
            case FileType.DIRECTORY -> DIRECTORY;
            case FileType.BLOCK_DEVICE -> BLOCK_DEVICE;
            case FileType.CHARACTER_DEVICE -> isTerminal(DeviceNumber.of(device).major()) ? TERMINAL : CHARACTER_DEVICE;
            case FileType.FIFO -> PIPE;
            case FileType.SOCKET -> SOCKET;
            default -> OTHER;
        };
    }

    private static boolean isTerminal(long major) {
        return major == VIRTUAL_TERMINALS || major == PRESENT_TERMINAL || major >= FIRST_PTYS && major <= LAST_PTYS;
    }

    private static FileKind portable(Path path) throws IOException {
        BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
        return found.isRegularFile() ? REGULAR : found.isDirectory() ? DIRECTORY : OTHER;
    }

    /** Returns the words for a message, such as {@code block device}. */
    @Override
    public String toString() {
        return words;
    }
}
