// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.PathArgument;
import dev.tfskit.cli.UsageException;
import dev.tfskit.oci.OciLocation;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a {@code -r} names. */
sealed interface TreeArgument {

    /** A directory, or what should be one. */
    record Directory(Path path) implements TreeArgument {}

    /** A file that holds a tree. */
    record Archive(Path path) implements TreeArgument {}

    /** An archive that comes in on standard input. */
    record StandardInput() implements TreeArgument {}

    /** An image of a container. */
    record Container(OciLocation location) implements TreeArgument {}

    /**
     * What a text names. What is no regular file is taken for a directory, so that a name that is wrong is told as one.
     */
    static TreeArgument parse(String text) throws UsageException {
        String containers = "oci:";
        if (text.equals(SourceOptions.STANDARD_STREAM)) {
            return new StandardInput();
        }
        if (text.startsWith(containers)) {
            return new Container(OciLocation.parse(PathArgument.parse("-r", text.substring(containers.length()))
                    .toString()));
        }
        Path path = PathArgument.parse("-r", text);
        return Files.isDirectory(path) || Files.notExists(path) ? new Directory(path) : new Archive(path);
    }
}
