// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The picture of a terminal in the README is what the tools print. */
class TerminalPictureIT {

    private static final String NAME = "session.svg";

    @TempDir
    private Path temp;

    private static String withoutSeconds(Path picture) throws IOException {
        return Files.readString(picture).replaceAll("[0-9]+\\.[0-9]+\u00a0s\\b|textLength=\"[0-9.]+\"", "");
    }

    @Test
    void pictureShowsWhatTheToolsPrint() throws IOException, InterruptedException {
        Command.of(Command.PROJECT.resolve("packaging/pictures"), temp).run().ok();
        assertEquals(
                withoutSeconds(Command.PROJECT.resolve("docs").resolve(NAME)),
                withoutSeconds(temp.resolve(NAME)),
                "run: make pictures");
    }
}
