package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The packaged tool, by its launcher. */
class FuseLauncherIT {

    @Test
    void printsItsVersion() throws IOException, InterruptedException {
        final Path launcher = Path.of("..", "bin", "tfs-fuse").toAbsolutePath();
        final ProcessBuilder builder = new ProcessBuilder(launcher.toString(), "--version").redirectErrorStream(true);
        builder.environment().put("TFS_JAVA_HOME", System.getProperty("java.home"));
        final Process process = builder.start();
        process.getOutputStream().close();
        final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        assertTrue(output.matches("tfs-fuse [0-9]+\\.[0-9]+\\.[0-9]+(-SNAPSHOT)?\n"), output);
    }
}
