// SPDX-License-Identifier: Apache-2.0
package dev.tfskit;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A program of the host that defines or implements a format: its judgement of our output counts. */
public enum HostProgram {

    /** GNU tar. */
    TAR("tar"),
    /** The maker of gzip files. */
    GZIP("gzip"),
    /** The maker of xz files. */
    XZ("xz-utils"),
    /** The maker of zstd files. */
    ZSTD("zstd"),
    /** The maker of LZ4 frames. */
    LZ4("lz4"),
    /** The maker of bzip2 files. */
    BZIP2("bzip2"),
    /** The tar of libarchive. */
    BSDTAR("bsdtar", "libarchive-tools"),
    /** GNU cpio. */
    CPIO("cpio"),
    /** The maker of zip archives. */
    ZIP("zip"),
    /** Runs pipelines. */
    BASH("bash"),
    /** Prints all metadata of files. */
    FIND("findutils"),
    /** Checks a FAT file system. */
    FSCK_FAT("fsck.fat", "dosfstools"),
    /** Lists directories of a FAT file system. */
    MDIR("mdir", "mtools"),
    /** Reads files of a FAT file system. */
    MCOPY("mcopy", "mtools"),
    /** Copies trees, and leaves out of them what patterns describe. */
    RSYNC("rsync"),
    /** Copies container images from one form to another. */
    SKOPEO("skopeo"),
    /** Unpacks the layers of container images. */
    UMOCI("umoci");

    private final String command;
    private final String packageName;

    HostProgram(String packageName) {
        this.command = name().toLowerCase(Locale.ROOT);
        this.packageName = packageName;
    }

    HostProgram(String command, String packageName) {
        this.command = command;
        this.packageName = packageName;
    }

    /**
     * Skips the test, and says so, where these programs are not installed: for those that check further what other
     * tests show too.
     */
    public static void assumeInstalled(HostProgram... programs) {
        for (HostProgram program : programs) {
            if (!program.isInstalled()) {
                String reason = "needs the program " + program.command + ": install the package " + program.packageName;
                System.err.println("SKIPPED: " + reason);
                Assumptions.abort(reason);
            }
        }
    }

    private boolean isInstalled() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, command)));
    }

    /** Runs the program, which must succeed; returns what it printed, a character for a byte. */
    public String run(Object... arguments) throws IOException, InterruptedException {
        return runIn(Path.of("."), "C.UTF-8", arguments);
    }

    /** Runs the program, which may fail. */
    public Result result(Object... arguments) throws IOException, InterruptedException {
        return Command.of(command).with(arguments).run();
    }

    /** Runs the program in a directory and a locale; it must succeed and say nothing on its standard error. */
    public String runIn(Path directory, String locale, Object... arguments) throws IOException, InterruptedException {
        try {
            byte[] output = Command.of(command)
                    .with(arguments)
                    .in(directory)
                    .env("LC_ALL", locale)
                    .run()
                    .ok()
                    .outputBytes();
            return new String(output, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new AssertionError(
                    "this test needs the program " + command + ": install the package " + packageName, e);
        }
    }
}
