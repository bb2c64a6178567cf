// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.program;

import dev.tfskit.elf.Machine;
import dev.tfskit.value.Text;
import java.util.List;
import java.util.stream.Stream;

/**
 * The directories that dynamic loaders search by default, and the values of the variables in their lists. Stateless.
 */
final class LibraryDirectories {

    private LibraryDirectories() {}

    /**
     * Returns the default directories of glibc as distributions build it: those of Debian for several architectures,
     * those with the word size in the name, and the plain ones.
     */
    static List<Text> ofGlibc(Machine machine) {
        return Stream.concat(lib(machine).stream().filter(name -> !name.equals("lib")), Stream.of("lib"))
                .flatMap(name -> Stream.of("/" + name, "/usr/" + name))
                .map(Text::of)
                .toList();
    }

    /** Returns the default directories of musl. */
    static List<Text> ofMusl() {
        return Stream.of("/lib", "/usr/local/lib", "/usr/lib").map(Text::of).toList();
    }

    /** Returns the possible values of {@code $LIB}, the most likely one first. */
    static List<String> lib(Machine machine) {
        return switch (machine.code()) {
            case 62 -> List.of("lib/x86_64-linux-gnu", "lib64", "lib");
            case 183 -> List.of("lib/aarch64-linux-gnu", "lib64", "lib");
            case 243 -> List.of("lib/riscv64-linux-gnu", "lib64/lp64d", "lib64", "lib");
            default -> List.of("lib64", "lib");
        };
    }

    /** Returns the possible values of {@code $PLATFORM}. */
    static List<String> platforms(Machine machine) {
        return switch (machine.code()) {
            case 62 -> List.of("haswell", "x86_64");
            case 183 -> List.of("aarch64");
            // Linux gives programs for RISC-V no platform, and the loader then drops the whole path.
            case 243 -> List.of();
            default -> List.of("");
        };
    }

    /**
     * Returns the subdirectories with libraries for processors that can do more than the baseline of the architecture.
     */
    static List<String> processorLevels(Machine machine) {
        return switch (machine.code()) {
            case 62 -> List.of("x86-64-v4", "x86-64-v3", "x86-64-v2");
            default -> List.of();
        };
    }

    /** Returns the name of the architecture in Debian. */
    static String debianName(Machine machine) {
        return switch (machine.code()) {
            case 62 -> "amd64";
            case 183 -> "arm64";
            case 243 -> "riscv64";
            default -> "unknown";
        };
    }

    /** Returns the name of the architecture in the files of musl. */
    static String muslName(Machine machine) {
        return switch (machine.code()) {
            case 62 -> "x86_64";
            case 183 -> "aarch64";
            case 243 -> "riscv64";
            default -> "unknown";
        };
    }
}
