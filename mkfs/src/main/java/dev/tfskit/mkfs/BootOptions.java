// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.PathArgument;
import dev.tfskit.cli.ToolSyntax;
import dev.tfskit.cli.UsageException;
import dev.tfskit.disk.BootFile;
import dev.tfskit.disk.EfiLoader;
import dev.tfskit.ops.KlibDirectory;
import dev.tfskit.ops.NanosDirectory;
import dev.tfskit.ops.OpsConfiguration;
import dev.tfskit.source.Notice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The options for a disk that boots.
 *
 * @param isDisk whether a disk is made
 * @param bootFile the boot sector and boot loader at the start of the disk; a disk without them has a boot sector
 *     without code
 * @param loader the UEFI loader
 * @param kernel the kernel in the boot volume, which is looked up in the target root first
 * @param nanosKernel the kernel of the directory of Nanos or of a configuration, unless another is named
 * @param klibs the klibs in the boot volume
 * @param nanosVersion the version of Nanos, if the name of the directory contains it
 */
record BootOptions(
        boolean isDisk,
        Optional<Path> bootFile,
        Optional<Path> loader,
        Optional<Path> kernel,
        Optional<Path> nanosKernel,
        List<KlibDirectory.Klib> klibs,
        Optional<String> nanosVersion) {

    /** No boot files: for an image that does not boot, and for an update. */
    static final BootOptions NONE = new BootOptions(
            false, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of(), Optional.empty());

    private static final String NANOS = "--nanos";
    private static final String KLIB = "--klib";

    static void describe(ToolSyntax syntax) {
        syntax.addGroup(
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
                                        + "Nanos release or build. The three options above win over it.")
                                .build(),
                        OptionSpec.builder(KLIB)
                                .paramLabel("NAME")
                                .type(String[].class)
                                .description("Put this klib of --nanos into the boot volume. May be repeated.")
                                .build()));
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
     * @param configuration names files of Nanos, unless there is a directory of Nanos
     * @param notices receives a warning about a kernel that cannot read the image
     * @throws IOException when the directory of Nanos does not have what a disk needs
     */
    static BootOptions of(ParseResult arguments, Optional<OpsConfiguration> configuration, Consumer<Notice> notices)
            throws UsageException, IOException {
        Optional<Path> directory = path(arguments, NANOS);
        Optional<NanosDirectory> nanos =
                directory.isPresent() ? Optional.of(NanosDirectory.open(directory.get())) : Optional.empty();
        Optional<OpsConfiguration> files = nanos.isPresent() ? Optional.empty() : configuration;
        Optional<Path> bootOfConfiguration = keyPath("Boot", files.flatMap(OpsConfiguration::bootFile));
        Optional<Path> bootFile = path(arguments, "-b")
                .or(() -> nanos.flatMap(NanosDirectory::bootFile))
                .or(() -> bootOfConfiguration);
        Optional<Path> named = path(arguments, "-k");
        Optional<Path> kernelOfConfiguration = keyPath("Kernel", files.flatMap(OpsConfiguration::kernel));
        Optional<Path> found = nanos.map(NanosDirectory::kernel).or(() -> kernelOfConfiguration);
        Optional<Path> loader = loader(path(arguments, "-u"), nanos, configuration);
        // UEFI firmware needs no boot file, and arm64 has none.
        boolean isDisk = bootFile.isPresent() || found.isPresent() || loader.isPresent();
        if (!isDisk && named.isPresent()) {
            throw new UsageException("-k is for disks that boot, which need a boot file or a UEFI loader; name one "
                    + "with -b, -u or " + NANOS);
        }
        List<String> klibs = new ArrayList<>(List.of(arguments.matchedOptionValue(KLIB, new String[0])));
        configuration.ifPresent(each -> klibs.addAll(each.klibs()));
        Optional<KlibDirectory> klibsOfConfiguration = keyPath(
                        "KlibDir", files.flatMap(OpsConfiguration::klibDirectory))
                .map(KlibDirectory::new);
        Optional<KlibDirectory> klibDirectory = nanos.map(NanosDirectory::klibs).or(() -> klibsOfConfiguration);
        if (!klibs.isEmpty() && (klibDirectory.isEmpty() || !isDisk)) {
            throw new UsageException((arguments.hasMatchedOption(KLIB) ? KLIB : "the configuration")
                    + " names a klib of " + NANOS + "; name the directory of Nanos with " + NANOS);
        }
        if (isDisk) {
            named.or(() -> found).ifPresent(kernel -> warnOfAge(kernel, notices));
        }
        return new BootOptions(
                isDisk,
                bootFile,
                loader,
                named,
                named.isPresent() ? Optional.empty() : found,
                klibs.isEmpty() ? List.of() : klibDirectory.orElseThrow().find(klibs),
                nanos.flatMap(NanosDirectory::version));
    }

    private static void warnOfAge(Path kernel, Consumer<Notice> notices) {
        NanosDirectory.versionTooOld(kernel)
                .ifPresent(version -> notices.accept(new Notice(
                        kernel.toString(),
                        "the kernel of Nanos " + version + " cannot read the image; take Nanos 0.1.47 or later")));
    }

    /**
     * Returns the UEFI loader. A configuration can request a loader, or leave out the one of the directory of Nanos.
     *
     * @throws IOException when the loader of the directory of Nanos is wanted, and there are several
     */
    private static Optional<Path> loader(
            Optional<Path> named, Optional<NanosDirectory> nanos, Optional<OpsConfiguration> configuration)
            throws UsageException, IOException {
        Optional<Boolean> wanted = configuration.flatMap(OpsConfiguration::uefi);
        if (named.isPresent() || !wanted.orElse(nanos.isPresent())) {
            return named;
        }
        Optional<Path> loader = nanos.isPresent()
                ? nanos.get().loader()
                : keyPath("UefiBoot", configuration.flatMap(OpsConfiguration::loader));
        if (loader.isEmpty() && wanted.isPresent()) {
            throw new UsageException("the key Uefi of -c needs a UEFI loader; name it with -u or in UefiBoot");
        }
        return loader;
    }

    /** Returns the boot file, once it has been found to be one. */
    BootFile readBootFile() throws IOException {
        return bootFile.isPresent() ? BootFile.read(bootFile.get()) : BootFile.withoutLoader();
    }

    /**
     * Checks that these files can begin a disk.
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
        return path(option, Optional.ofNullable(arguments.matchedOptionValue(option, null)));
    }

    private static Optional<Path> keyPath(String key, Optional<String> text) throws UsageException {
        return path("the key " + key + " of -c", text);
    }

    private static Optional<Path> path(String label, Optional<String> text) throws UsageException {
        return text.isEmpty() ? Optional.empty() : Optional.of(PathArgument.parse(label, text.get()));
    }
}
