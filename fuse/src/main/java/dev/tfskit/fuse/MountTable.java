package dev.tfskit.fuse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The images that are mounted, as the kernel tells it. */
final class MountTable {

    /** The type that the table shows. */
    static final String TYPE = "fuse.tfs";

    private static final Path MOUNTS = Path.of("/proc/self/mounts");

    private MountTable() {}

    /** The image that is mounted on a directory, the last one if there are several; none for other file systems. */
    static Optional<Path> imageOn(final Path directory) throws IOException {
        try (Stream<String> lines = Files.lines(MOUNTS)) {
            return lines.map(line -> line.split(" "))
                    .filter(fields -> fields[2].equals(TYPE) && unescaped(fields[1]).equals(directory.toString()))
                    .map(fields -> Path.of(unescaped(fields[0])))
                    .reduce((_, last) -> last);
        }
    }

    /** Blanks and the like stand there in octal. */
    private static String unescaped(final String field) {
        return field.replace("\\040", " ").replace("\\011", "\t").replace("\\012", "\n").replace("\\134", "\\");
    }
}
