// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.packaging;

import java.util.List;
import picocli.CommandLine.Model.ArgSpec;

/** The kind of value of an option or operand, which decides what a shell completes there. */
sealed interface Operand {

    /** A file of the host. */
    record HostFile() implements Operand {}

    /** A directory of the host. */
    record HostDirectory() implements Operand {}

    /** A path in the image that the command line names. */
    record ImagePath() implements Operand {}

    /**
     * One of some words.
     *
     * @param words the words
     */
    record OneOf(List<String> words) implements Operand {}

    /** A value that a shell cannot complete. */
    record Free() implements Operand {}

    /**
     * Returns the kind of value of an option or operand, by its label in the help.
     *
     * @param tool the name of the tool
     * @param argument the option or the operand
     */
    static Operand of(String tool, ArgSpec argument) {
        return switch (argument.paramLabel()) {
            case "FILE", "IMAGE", "OTHER", "OUT", "TREE", "FILE.json" -> new HostFile();
            case "DIR", "DIRECTORY" -> new HostDirectory();
            case "PATH", "GLOB" -> tool.equals("tfs-dump") ? new ImagePath() : new Free();
            case "OS/ARCH" -> new OneOf(List.of("linux/amd64", "linux/arm64", "linux/riscv64"));
            case "OPTION[,OPTION]" ->
                new OneOf(List.of(
                        "ro",
                        "rw",
                        "allow_other",
                        "noatime",
                        "commit=",
                        "discard",
                        "uid=",
                        "gid=",
                        "umask=",
                        "remount"));
            default -> new Free();
        };
    }
}
