// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.PathArgument;
import dev.tfskit.cli.StandardInput;
import dev.tfskit.cli.StandardStream;
import dev.tfskit.cli.ToolContext;
import dev.tfskit.cli.ToolFailedException;
import dev.tfskit.cli.UsageException;
import dev.tfskit.manifest.HostLookup;
import dev.tfskit.manifest.Manifest;
import dev.tfskit.source.Notice;
import dev.tfskit.text.ManifestException;
import dev.tfskit.text.ManifestParser;
import dev.tfskit.text.ManifestText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The manifest of an image: that of {@code -m}, or one on standard input.
 *
 * @param options the options of the command line
 * @param text the manifest; empty when there is none
 */
record ManifestInput(MkfsOptions options, Optional<ManifestText> text) {

    /**
     * Finds the manifest and reads it.
     *
     * @throws UsageException when there is no source at all, although one is needed, or when the trees do not go with
     *     the manifest on standard input
     * @throws ManifestException when the text is not a manifest
     * @throws IOException when the text cannot be read
     */
    static ManifestInput read(MkfsOptions options, ToolContext context) throws UsageException, IOException {
        SourceOptions sources = options.sources();
        Optional<ManifestText> text = sources.manifest().isPresent()
                ? Optional.of(named(sources.manifest().get(), context))
                : onInput(options, context);
        if (options.program().isEmpty()
                && text.isEmpty()
                && sources.trees().all().isEmpty()
                && !sources.empty()) {
            throw new UsageException(
                    "name a source: a tree with -r, a manifest with -m or on standard input; or make an empty volume "
                            + "with -e");
        }
        return new ManifestInput(options, text);
    }

    private static ManifestText named(String name, ToolContext context) throws UsageException, IOException {
        if (name.equals(StandardStream.DASH)) {
            return ManifestParser.parse(
                    ManifestBytes.read(context.input().stream(), StandardInput.NAME), StandardInput.NAME);
        }
        Path file = PathArgument.parse("-m", name);
        if (Files.isDirectory(file)) {
            throw new ToolFailedException(name, "is a directory", "name the file of a manifest");
        }
        try (InputStream bytes = Files.newInputStream(file)) {
            return ManifestParser.parse(ManifestBytes.read(bytes, name), name);
        }
    }

    private static Optional<ManifestText> onInput(MkfsOptions options, ToolContext context)
            throws UsageException, IOException {
        SourceOptions sources = options.sources();
        List<TreeArgument> trees = sources.trees().all();
        if (sources.empty()
                || options.program().isPresent()
                || sources.treeOnly()
                || trees.stream().anyMatch(TreeArgument::isOnInput)
                || context.terminal().input()) {
            return Optional.empty();
        }
        Optional<byte[]> read =
                new StandardInputManifest(context.input(), !trees.isEmpty(), context.diagnostics()).read();
        if (read.isEmpty()) {
            return Optional.empty();
        }
        ManifestText text = ManifestParser.parse(read.get(), StandardInput.NAME);
        sources.trees().lookupForManifest().check();
        return Optional.of(text);
    }

    /**
     * Adds what the command line sets, and finds the files that the manifest names.
     *
     * @param notices receives a notice about each oddity that is no fault
     * @return the contents of the image
     * @throws UsageException when the trees or the options for booting do not go with the manifest
     * @throws ManifestException when the manifest has faults
     */
    Manifest.Resolved resolve(Consumer<Notice> notices) throws UsageException, ManifestException {
        Manifest manifest = Manifest.of(
                text.orElseGet(ManifestText::empty),
                options.sources().tuples(),
                options.boot().kernel().orElse(null));
        Manifest.Resolved resolved =
                manifest.resolve(new HostLookup(lookup(manifest).orElse(null), Path.of("")), notices);
        checkBoot(resolved, notices);
        return resolved;
    }

    /** Returns the directory in which files are looked up before the host. */
    private Optional<Path> lookup(Manifest manifest) throws UsageException {
        TreeArguments trees = options.sources().trees();
        if (options.program().isEmpty()) {
            return trees.lookupForManifest().directory();
        }
        LookupTrees lookup = trees.lookupForProgram();
        if (manifest.namesFiles()) {
            lookup.check();
        }
        return lookup.directory();
    }

    private void checkBoot(Manifest.Resolved resolved, Consumer<Notice> notices) throws UsageException {
        BootOptions boot = options.boot();
        if (boot.isDisk() && boot.nanosKernel().isEmpty() && resolved.boot().isEmpty()) {
            throw new UsageException("a disk that boots needs a kernel; name it with -k");
        }
        if (!boot.isDisk() && text.isPresent() && resolved.boot().isPresent()) {
            notices.accept(
                    options.update().isPresent()
                            ? Notice.note("boot", "an update leaves out the boot volume; -k replaces the kernel")
                            : new Notice(
                                    "boot",
                                    "no boot volume is made without a boot file or a UEFI loader; name one with -b, "
                                            + "-u or --nanos"));
        }
    }

    /**
     * Returns the trees that go in whole below the manifest: none when the manifest looks up its files in them. An
     * image of a program takes others.
     */
    List<TreeArgument> wholeTrees() {
        return text.isEmpty() || options.sources().treeOnly()
                ? options.sources().trees().all()
                : List.of();
    }
}
