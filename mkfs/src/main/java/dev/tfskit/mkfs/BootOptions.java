package dev.tfskit.mkfs;

import dev.tfskit.cli.OptionGroup;
import dev.tfskit.cli.PathArgument;
import dev.tfskit.cli.UsageException;
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

    static void describe(final CommandSpec spec) {
        spec.addArgGroup(OptionGroup.of("To make a disk that boots:", List.of(
                file("The boot file: boot sector and loader.", "-b", "--boot"),
                file("The UEFI loader, for a system partition; its name must end in bootx64.efi, bootaa64.efi or bootriscv64.efi.",
                        "-u", "--uefi"),
                file("The kernel.", "-k", "--kernel"))));
    }

    private static OptionSpec file(final String description, final String... names) {
        return OptionSpec.builder(names).paramLabel("FILE").type(String.class).description(description).build();
    }

    static BootOptions of(final ParseResult arguments) throws UsageException {
        final BootOptions options = new BootOptions(path(arguments, "-b"), path(arguments, "-u"), path(arguments, "-k"));
        if (options.bootFile.isEmpty() && (options.loader.isPresent() || options.kernel.isPresent())) {
            throw new UsageException("-u and -k are for disks that boot, which need a boot file; name it with -b");
        }
        return options;
    }

    private static Optional<Path> path(final ParseResult arguments, final String option) throws UsageException {
        final Optional<String> text = Optional.ofNullable(arguments.matchedOptionValue(option, null));
        return text.isEmpty() ? Optional.empty() : Optional.of(PathArgument.parse(option, text.get()));
    }
}
