// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.Command;
import dev.tfskit.Result;
import dev.tfskit.Strace;
import dev.tfskit.hostfile.SparseCopy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files whose file system does not report holes, as that of some servers: strace lets the requests fail. */
class UnreportedHolesTest {

    /** Large enough that its holes are requested. */
    private static final int BYTES = 128 << 20;

    @TempDir
    private Path temp;

    /** Prints what is known of the holes of a file, and copies it. */
    public static void main(String... arguments) throws IOException {
        Path file = Path.of(arguments[0]);
        System.out.println(new HostContent(file, BYTES).dataRanges().isPresent());
        try (FileChannel copy =
                FileChannel.open(Path.of(arguments[1]), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            SparseCopy.copy(file, copy);
        }
    }

    private Result run(String fault) throws IOException, InterruptedException {
        Strace.skipUnlessItInjects();
        Path file = temp.resolve("file");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 5 << 20);
            channel.write(ByteBuffer.wrap(new byte[] {4}), BYTES - 1);
        }
        return Command.java(UnreportedHolesTest.class, file, temp.resolve("copy"))
                .under(Strace.injecting(fault, file))
                .run();
    }

    @ParameterizedTest
    @ValueSource(strings = {"EINVAL", "EOPNOTSUPP", "ENOSYS"})
    void areReadAsZeros(String error) throws IOException, InterruptedException {
        assertEquals("false\n", run("lseek:error=" + error).ok().output());
        assertEquals(-1, Files.mismatch(temp.resolve("file"), temp.resolve("copy")));
    }

    @Test
    void areReadAsZerosWhenOnlyALaterRequestFails() throws IOException, InterruptedException {
        assertEquals("false\n", run("lseek:error=EOPNOTSUPP:when=2+2").ok().output());
        assertEquals(-1, Files.mismatch(temp.resolve("file"), temp.resolve("copy")));
    }

    @Test
    void failureOfTheDeviceIsAnError() throws IOException, InterruptedException {
        Result failed = run("lseek:error=EIO");
        assertEquals(1, failed.exitCode());
        assertEquals(true, failed.errors().contains(temp.resolve("file") + ": Input/output error"), failed.errors());
    }
}
