// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.cli.ExitCode;
import dev.tfskit.cli.Flag;
import dev.tfskit.cli.Printable;
import dev.tfskit.cli.UsageException;
import dev.tfskit.device.VolumeChoice;
import dev.tfskit.disk.CrashLog;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
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
                    "-l shows the crash log of the disk, so -b, --partition and --offset choose nothing; "
                            + "leave them out");
        }
        Optional<CrashLog> found = session.image().disk().crashLog();
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
            for (String line : lines(found.get())) {
                session.output().println(line);
            }
        }
        return ExitCode.OK;
    }

    /** Returns the lines of the text, each safe to print. */
    static List<String> lines(CrashLog log) {
        return Stream.of(log.text().decode().split("\n", -1)).map(Printable::of).toList();
    }
}
