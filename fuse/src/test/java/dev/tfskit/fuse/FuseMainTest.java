package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.cli.Diagnostics;
import dev.tfskit.cli.ExitCode;
import dev.tfskit.cli.StandardOutput;
import dev.tfskit.cli.Terminal;
import dev.tfskit.cli.ToolContext;
import dev.tfskit.cli.ToolRunner;
import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;

class FuseMainTest {

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    private ExitCode run(final String... arguments) {
        final ToolContext context = new ToolContext(
                new StandardOutput(output), new Diagnostics("tfs-fuse", errors), Terminal.NONE);
        return new ToolRunner(new FuseMain(), context).run(arguments);
    }

    @Test
    void saysThatMountingIsNotThereYet() {
        assertEquals(ExitCode.FAILED, run("disk.raw", "mnt"));
        assertEquals("tfs-fuse: mounting is not there yet in this version; take out what is in the image with 'tfs-dump -d'\n",
                errors.toString());
    }

    @Test
    void helpSaysSoToo() {
        assertEquals(ExitCode.OK, run("--help"));
        assertTrue(output.toString().contains("Mounting is not there yet."), output.toString());
        assertTrue(output.toString().lines().allMatch(line -> line.length() <= 80), output.toString());
    }
}
