// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.cli.ToolFailedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads from {@code /etc/fuse.conf} which mount options the administrator allows to users. */
final class FuseConfiguration {

    private static final Path FILE = Path.of("/etc/fuse.conf");
    private static final String FOR_ALL = "user_allow_other";
    private static final List<String> FOR_OTHER_USERS = List.of("allow_other", "allow_root");

    private FuseConfiguration() {}

    /**
     * Refuses, with a message of one line, the options that fusermount would refuse.
     *
     * @param options the options for libfuse
     * @throws ToolFailedException when this user may not use them
     */
    static void check(List<String> options, LibC libC) throws IOException {
        for (String option : FOR_OTHER_USERS) {
            if (options.contains(option) && libC.geteuid() != 0 && !allowsAll()) {
                throw new ToolFailedException(
                        "-o " + option,
                        "only root may use this here",
                        "leave it out, or have a line '" + FOR_ALL + "' put into " + FILE);
            }
        }
    }

    private static boolean allowsAll() throws IOException {
        if (Files.exists(FILE)) {
            if (!Files.isReadable(FILE)) {
                // The file may be readable for fusermount, which then decides.
                return true;
            }
            return allowsAll(Files.readString(FILE, StandardCharsets.ISO_8859_1));
        }
        return false;
    }

    /** Reads the text of the file as fusermount does, for which a comment begins at a number sign anywhere. */
    static boolean allowsAll(String text) {
        return text.lines().anyMatch(line -> line.split("#", 2)[0].strip().equals(FOR_ALL));
    }
}
