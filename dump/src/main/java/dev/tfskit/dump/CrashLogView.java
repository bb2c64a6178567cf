// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.cli.ExitCode;
import dev.tfskit.cli.Flag;
import dev.tfskit.cli.Printable;
import dev.tfskit.cli.UsageException;
import dev.tfskit.disk.CrashLog;
import dev.tfskit.disk.VolumeChoice;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Model.OptionSpec;

/** {@code -l}: prints the crash log that the kernel left. */
final class CrashLogView implements View {

    @Override
    public OptionSpec option() {
        return Flag.named("-l", "--crash-log")
                .description("Print the crash log of a disk image.")
                .build();
    }

    @Override
    public ExitCode show(Session session) throws UsageException, IOException {
        if (!(session.options().volume() instanceof VolumeChoice.Root)) {
            throw new UsageException(
                    "-l shows the crash log of the disk, so -b, --partition and --offset choose nothing");
        }
        Optional<CrashLog> found = session.disk().crashLog();
        if (session.json()) {
            try (JsonOutput json = session.beginBareJson()) {
                json.field("found", found.isPresent());
                if (found.isPresent()) {
                    json.field("offset", found.get().offset());
                    json.field("boot_id", Long.toHexString(found.get().bootId()));
                    json.field("exit_code", found.get().exitCode());
                    json.bytes("text", found.get().text());
                }
                json.complete();
            }
        } else if (found.isEmpty()) {
            session.diagnostics().warn(session.options().image().toString(), "there is no crash log");
        } else {
            session.output().println("boot id: " + Long.toHexString(found.get().bootId()));
            session.output().println("exit code: " + found.get().exitCode());
            session.output().println("");
            printText(session, found.get());
        }
        return ExitCode.OK;
    }

    /** Prints the text line by line, each made safe to print. */
    private static void printText(Session session, CrashLog log) throws IOException {
        for (String line : log.text().decode().split("\n", -1)) {
            session.output().println(Printable.of(line));
        }
    }
}
