// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.Command;
import dev.tfskit.Tfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs of docs/nio.md compile and do what the page says. */
class DocumentedExamplesTest {

    private static final Pattern PROGRAM =
            Pattern.compile("^```java\n(.*?^public final class (\\w+).*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    @TempDir
    private Path temp;

    private Path image;

    @BeforeEach
    void prepare() throws IOException {
        String page = Files.readString(Command.PROJECT.resolve("docs/nio.md"));
        for (MatchResult program : PROGRAM.matcher(page).results().toList()) {
            Files.writeString(temp.resolve(program.group(2) + ".java"), program.group(1));
        }
        image = temp.resolve("disk.raw");
        Tfs.create(image, 8 << 20, "disk").close();
    }

    private String run(String program, Object... arguments) throws IOException, InterruptedException {
        return Command.of(
                        Path.of(System.getProperty("java.home"), "bin", "java"),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        temp.resolve(program + ".java"))
                .with(arguments)
                .run()
                .ok()
                .output();
    }

    @Test
    void programsWorkAsThePageDescribes() throws IOException, InterruptedException {
        assertEquals("tfs://" + image.toUri().getRawPath() + "#/var/lib/app/state\n", run("ChangeImage", image));
        assertEquals("ready\n", run("PrintFile", image, "/var/lib/app/state"));
        try (FileSystem disk = FileSystems.newFileSystem(image, Map.of())) {
            assertEquals("ready\n", Files.readString(disk.getPath("/var/lib/app/state.old")));
        }
    }
}
