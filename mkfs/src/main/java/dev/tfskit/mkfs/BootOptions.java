// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.OptionGroup;
import dev.tfskit.cli.PathArgument;
import dev.tfskit.cli.UsageException;
import dev.tfskit.disk.BootFile;
import dev.tfskit.disk.EfiLoader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * What makes a volume a disk that boots.
 *
 * @param bootFile the boot sector and loader at its start
 * @param loader the UEFI loader
 * @param kernel the kernel in the boot volume
 */
record BootOptions(Optional<Path> bootFile, Optional<Path> loader, Optional<Path> kernel) {

    static void describe(CommandSpec spec) {
        spec.addArgGroup(OptionGroup.of(
                "To make a disk that boots:",
                List.of(
                        file("Put this boot file, with boot sector and loader, at the start.", "-b", "--boot"),
                        file(
                                "Put this UEFI loader into a system partition. Its name must end in "
                                        + "bootx64.efi, bootaa64.efi or bootriscv64.efi.",
                                "-u",
                                "--uefi"),
                        file(
                                "Put this kernel into the boot volume. It is looked up in the directory of -r first.",
                                "-k",
                                "--kernel"))));
    }

    private static OptionSpec file(String description, String... names) {
        return OptionSpec.builder(names)
                .paramLabel("FILE")
                .type(String.class)
                .description(description)
                .build();
    }

    static BootOptions of(ParseResult arguments) throws UsageException {
        BootOptions options = new BootOptions(path(arguments, "-b"), path(arguments, "-u"), path(arguments, "-k"));
        if (options.bootFile.isEmpty() && (options.loader.isPresent() || options.kernel.isPresent())) {
            throw new UsageException("-u and -k are for disks that boot, which need a boot file; name it with -b");
        }
        return options;
    }

    /**
     * Makes sure that a disk could begin with these files.
     *
     * @throws IOException when one of them cannot be read or is something else
     */
    void check() throws IOException {
        if (bootFile.isPresent()) {
            BootFile.read(bootFile.get());
        }
        if (loader.isPresent()) {
            EfiLoader.open(loader.get()).close();
        }
    }

    private static Optional<Path> path(ParseResult arguments, String option) throws UsageException {
        Optional<String> text = Optional.ofNullable(arguments.matchedOptionValue(option, null));
        return text.isEmpty() ? Optional.empty() : Optional.of(PathArgument.parse(option, text.get()));
    }
}
