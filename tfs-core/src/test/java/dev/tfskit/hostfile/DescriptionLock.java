// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.hostfile;

import dev.tfskit.Command;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** A lock for reading of an open file description, which another program has on one byte of a file, as QEMU does. */
final class DescriptionLock implements Closeable {

    private static final String SCRIPT = """
            open F, $ARGV[0], $ARGV[1] or die;
            my $lock = pack "s s x4 q q i x4", 0, 0, 100, 1, 0;
            print defined fcntl(F, 37, $lock) ? "locked\\n" : "$!\\n";
            close STDOUT;
            <STDIN>""";

    private final Command.Running program;

    private DescriptionLock(String mode, Path file) throws IOException {
        program = Command.of("/usr/bin/perl", "-e", SCRIPT, mode, file).startWithInput();
        String answer = program.nextLine();
        if (!answer.equals("locked")) {
            program.close();
            throw new AssertionError(answer);
        }
    }

    /** Starts a program that only reads the file. */
    static DescriptionLock ofReader(Path file) throws IOException {
        return new DescriptionLock("<", file);
    }

    /** Starts a program that has the file open for writing. */
    static DescriptionLock ofWriter(Path file) throws IOException {
        return new DescriptionLock("+<", file);
    }

    long processId() {
        return program.process().pid();
    }

    @Override
    public void close() {
        program.close();
    }
}
