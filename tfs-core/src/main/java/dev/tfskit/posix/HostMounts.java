// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.posix;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the mounts of the Linux kernel from {@code /proc/self/mountinfo}. Stateless and thread-safe. */
public final class HostMounts {

    private static final Path TABLE = Path.of("/proc/self/mountinfo");
    /** A file for each open file of this process. */
    private static final Path OPEN_FILES = Path.of("/proc/self/fdinfo");
    /** Precedes the number of the mount that an open file is on. */
    private static final String MOUNT_OF_FILE = "mnt_id:";
    /** Separates the fields of the mount, of variable number, from those of the file system. */
    private static final String SEPARATOR = " - ";

    private static final int ID = 0;
    private static final int DEVICE = 2;
    private static final int DIRECTORY = 4;
    private static final int TYPE = 0;
    private static final int SOURCE = 1;
    private static final int OPTIONS = 2;
    private static final int OCTAL = 8;
    private static final int OCTAL_DIGITS = 3;

    private HostMounts() {}

    /**
     * A mount.
     *
     * @param id the number that the kernel gives to one mount at a time; a bind mount has one of its own
     * @param device the device number in the form {@code MAJOR:MINOR}; see {@link DeviceNumber}
     * @param source the path of the file or device that is mounted, or any other text
     * @param directory the mount point
     * @param type the type of the file system
     * @param options the options of the file system, such as {@code rw} and {@code user_id=1000}
     */
    public record HostMount(String id, String device, Path source, Path directory, String type, List<String> options) {

        /** Copies the options. */
        public HostMount {
            options = List.copyOf(options);
        }
    }

    /**
     * Returns the mounts that this process sees.
     *
     * @return the mounts in mount order; empty on hosts without the table
     * @throws IOException when the table cannot be read
     */
    public static List<HostMount> list() throws IOException {
        // Paths are bytes; ISO 8859-1 preserves each byte.
        return Files.isReadable(TABLE) ? parse(Files.readString(TABLE, StandardCharsets.ISO_8859_1)) : List.of();
    }

    /** Parses the table; skips lines that are not mounts. */
    static List<HostMount> parse(String table) {
        List<HostMount> found = new ArrayList<>();
        for (String line : table.split("\n")) {
            int separator = line.indexOf(SEPARATOR);
            if (separator < 0) {
                continue;
            }
            String[] mountFields = line.substring(0, separator).split(" ");
            String[] sourceFields =
                    line.substring(separator + SEPARATOR.length()).split(" ");
            if (mountFields.length > DIRECTORY && sourceFields.length > OPTIONS && !sourceFields[SOURCE].isEmpty()) {
                found.add(new HostMount(
                        mountFields[ID],
                        mountFields[DEVICE],
                        path(sourceFields[SOURCE]),
                        path(mountFields[DIRECTORY]),
                        sourceFields[TYPE],
                        List.of(sourceFields[OPTIONS].split(","))));
            }
        }
        return found;
    }

    /**
     * Returns the type of the file system that an open file is on, also when the file no longer has a name.
     *
     * @param descriptor the number by which this process has the file open
     * @return the type, such as {@code ext4}; empty when the host does not tell, or the file is on none of the mounts
     *     that this process sees
     * @throws IOException when the tables of the host cannot be read
     */
    public static Optional<String> typeOf(int descriptor) throws IOException {
        Path file = OPEN_FILES.resolve(Integer.toString(descriptor));
        if (!Files.isReadable(file) || !Files.isReadable(TABLE)) {
            return Optional.empty();
        }
        // Each command that prints into a file comes here at its end: two searches take less time than parsing the
        // table.
        String number = between(Files.readString(file, StandardCharsets.ISO_8859_1), MOUNT_OF_FILE, "\n")
                .strip();
        String mount = between("\n" + Files.readString(TABLE, StandardCharsets.ISO_8859_1), "\n" + number + " ", "\n");
        String type = between(mount, SEPARATOR, " ");
        return type.isEmpty() ? Optional.empty() : Optional.of(type);
    }

    /** Returns the text behind the first of two texts, up to the second one; the empty text where they are not. */
    private static String between(String text, String first, String second) {
        int start = text.indexOf(first);
        int end = start < 0 ? -1 : text.indexOf(second, start + first.length());
        return end < 0 ? "" : text.substring(start + first.length(), end);
    }

    /**
     * Returns whether a file is the source of a mount.
     *
     * @param file the file
     * @return true if it is mounted
     * @throws IOException when the file does not exist or the table cannot be read
     */
    public static boolean isMounted(Path file) throws IOException {
        Path real = file.toRealPath();
        return list().stream().anyMatch(mount -> mount.source.equals(real));
    }

    /**
     * Returns whether something is mounted on a path, which then can neither be renamed nor replaced.
     *
     * @param path the path of an existing file or directory
     * @return true if it is a mount point
     * @throws IOException when the path does not exist or the table cannot be read
     */
    public static boolean isMountPoint(Path path) throws IOException {
        Path real = path.toRealPath();
        return list().stream().anyMatch(mount -> mount.directory.equals(real));
    }

    /**
     * Decodes a path, in which the kernel writes blanks and other special bytes as a backslash and three octal digits.
     */
    private static Path path(String field) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(field.length());
        int at = 0;
        while (at < field.length()) {
            if (field.charAt(at) == '\\' && at + OCTAL_DIGITS < field.length()) {
                bytes.write(Integer.parseInt(field, at + 1, at + 1 + OCTAL_DIGITS, OCTAL));
                at += OCTAL_DIGITS;
            } else {
                bytes.write(field.charAt(at));
            }
            at++;
        }
        return HostNames.pathOf(bytes.toByteArray());
    }
}
