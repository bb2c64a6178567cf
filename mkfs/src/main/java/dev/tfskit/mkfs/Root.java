package dev.tfskit.mkfs;

import dev.tfskit.cli.PathArgument;
import dev.tfskit.cli.UsageException;
import dev.tfskit.oci.OciLocation;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a {@code -r} names. */
sealed interface Root {

    /** A directory, or what should be one. */
    record Directory(Path path) implements Root {}

    /** A file that holds a tree. */
    record Archive(Path path) implements Root {}

    /** An archive that comes in on standard input. */
    record StandardInput() implements Root {}

    /** An image of a container. */
    record Container(OciLocation location) implements Root {}

    /** What a text names. What is no regular file is taken for a directory, so that a name that is wrong is told as one. */
    static Root parse(final String text) throws UsageException {
        final String containers = "oci:";
        if (text.equals(SourceOptions.STANDARD_STREAM)) {
            return new StandardInput();
        }
        if (text.startsWith(containers)) {
            return new Container(OciLocation.parse(PathArgument.parse("-r", text.substring(containers.length())).toString()));
        }
        final Path path = PathArgument.parse("-r", text);
        return Files.isDirectory(path) || Files.notExists(path) ? new Directory(path) : new Archive(path);
    }
}
