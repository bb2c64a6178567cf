// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.posix;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the kernel has mounted, in the order in which it was mounted. */
public final class HostMounts {

    private static final Path TABLE = Path.of("/proc/self/mountinfo");
    /** Behind the fields that every line has, there may be more, up to this. */
    private static final String SEPARATOR = " - ";

    private static final int DEVICE = 2;
    private static final int DIRECTORY = 4;
    private static final int TYPE = 0;
    private static final int SOURCE = 1;
    private static final int OCTAL = 8;
    private static final int OCTAL_DIGITS = 3;

    private HostMounts() {}

    /**
     * A line of the table.
     *
     * @param device what is mounted, as the kernel knows it: {@code MAJOR:MINOR}, as of {@link DeviceNumber}
     * @param source what is mounted: the name of a file, of a device, or of nothing that exists
     * @param directory where
     * @param type of the file system
     */
    public record HostMount(String device, Path source, Path directory, String type) {}

    /**
     * All mounts that this process sees; none on hosts without such a table.
     *
     * @throws IOException when the table cannot be read
     */
    public static List<HostMount> list() throws IOException {
        // Names are bytes; this encoding keeps each of them.
        return Files.isReadable(TABLE) ? parse(Files.readString(TABLE, StandardCharsets.ISO_8859_1)) : List.of();
    }

    /** The mounts that a table names; lines that are none are passed over. */
    static List<HostMount> parse(String table) {
        List<HostMount> found = new ArrayList<>();
        for (String line : table.split("\n")) {
            int separator = line.indexOf(SEPARATOR);
            if (separator < 0) {
                continue;
            }
            String[] place = line.substring(0, separator).split(" ");
            String[] system = line.substring(separator + SEPARATOR.length()).split(" ");
            if (place.length > DIRECTORY && system.length > SOURCE && !system[SOURCE].isEmpty()) {
                found.add(new HostMount(place[DEVICE], path(system[SOURCE]), path(place[DIRECTORY]), system[TYPE]));
            }
        }
        return found;
    }

    /**
     * Whether a file is the source of a mount.
     *
     * @throws IOException when the file does not exist, or the table cannot be read
     */
    public static boolean isMounted(Path file) throws IOException {
        Path real = file.toRealPath();
        for (HostMount mount : list()) {
            if (mount.source.equals(real)) {
                return true;
            }
        }
        return false;
    }

    /** Blanks and the like stand there as a backslash and three octal digits. */
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
        return HostNames.relative(bytes.toByteArray());
    }
}
