// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.OptionGroup;
import dev.tfskit.cli.PathArgument;
import dev.tfskit.cli.UsageException;
import dev.tfskit.disk.BootFile;
import dev.tfskit.disk.EfiLoader;
import dev.tfskit.ops.KlibDirectory;
import dev.tfskit.ops.NanosDirectory;
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
 * @param isDisk whether a disk is made
 * @param bootFile the boot sector and loader at its start; a disk without them has a boot sector without code
 * @param loader the UEFI loader
 * @param kernel the kernel in the boot volume, which is looked up in the target root first
 * @param nanosKernel the kernel of the directory of Nanos, unless another is named
 * @param klibs the klibs in the boot volume
 */
record BootOptions(
        boolean isDisk,
        Optional<Path> bootFile,
        Optional<Path> loader,
        Optional<Path> kernel,
        Optional<Path> nanosKernel,
        List<KlibDirectory.Klib> klibs) {

    private static final String NANOS = "--nanos";
    private static final String KLIB = "--klib";

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
                                "--kernel"),
                        OptionSpec.builder(NANOS)
                                .paramLabel("DIR")
                                .type(String.class)
                                .description("Take kernel, boot file, UEFI loader and klibs from the directory of a "
                                        + "Nanos release or build. The options above win over it.")
                                .build(),
                        OptionSpec.builder(KLIB)
                                .paramLabel("NAME")
                                .type(String[].class)
                                .description("Put this klib of --nanos into the boot volume. May be repeated.")
                                .build())));
    }

    private static OptionSpec file(String description, String... names) {
        return OptionSpec.builder(names)
                .paramLabel("FILE")
                .type(String.class)
                .description(description)
                .build();
    }

    /**
     * Reads the options of the command line.
     *
     * @throws IOException when the directory of Nanos does not have what a disk needs
     */
    static BootOptions of(ParseResult arguments) throws UsageException, IOException {
        Optional<Path> bootFile = path(arguments, "-b");
        Optional<Path> loader = path(arguments, "-u");
        Optional<Path> kernel = path(arguments, "-k");
        Optional<Path> directory = path(arguments, NANOS);
        List<String> klibs = List.of(arguments.matchedOptionValue(KLIB, new String[0]));
        if (directory.isEmpty()) {
            if (!klibs.isEmpty()) {
                throw new UsageException(KLIB + " names a klib of " + NANOS + "; name the directory of Nanos");
            }
            if (bootFile.isEmpty() && (loader.isPresent() || kernel.isPresent())) {
                throw new UsageException(
                        "-u and -k are for disks that boot, which need a boot file; name it with -b " + "or " + NANOS);
            }
            return new BootOptions(bootFile.isPresent(), bootFile, loader, kernel, Optional.empty(), List.of());
        }
        NanosDirectory nanos = NanosDirectory.open(directory.get());
        return new BootOptions(
                true,
                bootFile.or(nanos::bootFile),
                loader.or(nanos::loader),
                kernel,
                kernel.isPresent() ? Optional.empty() : Optional.of(nanos.kernel()),
                nanos.klibs().find(klibs));
    }

    /** Returns the boot file, once it has been found to be one. */
    BootFile readBootFile() throws IOException {
        return bootFile.isPresent() ? BootFile.read(bootFile.get()) : BootFile.withoutLoader();
    }

    /**
     * Makes sure that a disk could begin with these files.
     *
     * @throws IOException when one of them cannot be read or is something else
     */
    void check() throws IOException {
        readBootFile();
        if (loader.isPresent()) {
            EfiLoader.open(loader.get()).close();
        }
    }

    private static Optional<Path> path(ParseResult arguments, String option) throws UsageException {
        Optional<String> text = Optional.ofNullable(arguments.matchedOptionValue(option, null));
        return text.isEmpty() ? Optional.empty() : Optional.of(PathArgument.parse(option, text.get()));
    }
}
