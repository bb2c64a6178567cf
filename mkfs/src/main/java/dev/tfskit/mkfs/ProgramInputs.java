// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.PathArgument;
import dev.tfskit.cli.UsageException;
import dev.tfskit.elf.ElfFile;
import dev.tfskit.elf.ElfFormatException;
import dev.tfskit.elf.Machine;
import dev.tfskit.io.Handover;
import dev.tfskit.ops.ImageEntries;
import dev.tfskit.ops.OpsConfiguration;
import dev.tfskit.program.ProgramImage;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.Content;
import dev.tfskit.source.HostContent;
import dev.tfskit.source.Notice;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.TreeSource;
import dev.tfskit.source.lookup.LayeredTree;
import dev.tfskit.source.lookup.SourcePathWalk;
import dev.tfskit.source.lookup.SourceTree;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The sources of an image for its program: the files that the program needs, and the entries that the configuration of
 * ops adds.
 */
final class ProgramInputs implements Closeable {

    private static final Map<Machine, String> ARCHITECTURES =
            Map.of(Machine.X86_64, "amd64", Machine.AARCH64, "arm64", Machine.RISC_V, "riscv64");

    private final ProgramOptions program;
    private final ProgramTree tree;
    private final ProgramImage image;
    private final Optional<ExistingTree> existing;
    private final Optional<ImageEntries> entries;
    private final Optional<OpsConfiguration> configuration;

    private ProgramInputs(
            ProgramOptions program,
            ProgramTree tree,
            ProgramImage image,
            Optional<ExistingTree> existing,
            Optional<ImageEntries> entries,
            Optional<OpsConfiguration> configuration) {
        this.program = program;
        this.tree = tree;
        this.image = image;
        this.existing = existing;
        this.entries = entries;
        this.configuration = configuration;
    }

    /**
     * Selects what goes in.
     *
     * @param inherited the variables of the manifest, {@code -t} or a container image, which win over those of the
     *     configuration
     * @param workingDirectory the directory in which the program starts unless the command line says another
     * @param opener opens trees that are not directories
     */
    static ProgramInputs select(
            MkfsOptions options,
            ProgramOptions program,
            Map<String, String> inherited,
            Optional<Text> workingDirectory,
            ProgramTree.Opener opener,
            Consumer<Notice> notices)
            throws UsageException, IOException {
        Optional<ExistingTree> existing = options.update().isPresent()
                ? Optional.of(ExistingTree.open(PathArgument.parse("IMAGE", options.image())))
                : Optional.empty();
        // The update opens the image for writing, so it must not stay open here.
        try (Closeable _ = existing.orElse(null)) {
            ProgramTree tree = ProgramTree.open(
                    program.program(),
                    options.opsPackage(),
                    options.sources().trees().targets(),
                    existing,
                    opener,
                    notices);
            try (Handover handover = new Handover(tree)) {
                Map<String, String> environment = new LinkedHashMap<>(ofConfiguration(options, program, tree.all()));
                environment.putAll(inherited);
                ProgramImage image =
                        ProgramImage.select(tree.all(), program.request(environment, workingDirectory), notices);
                return handover.to(new ProgramInputs(
                        program,
                        tree,
                        image,
                        existing,
                        entries(options, program, tree.roots(), image, existing, notices),
                        options.configuration()));
            }
        }
    }

    /** Returns the variables of the configuration. */
    private static Map<String, String> ofConfiguration(MkfsOptions options, ProgramOptions program, SourceTree tree)
            throws IOException {
        return options.configuration().isEmpty()
                ? Map.of()
                : options.configuration()
                        .get()
                        .environment(
                                architecture(options.boot(), program.program().target(), tree),
                                options.boot().nanosVersion(),
                                program.program().target().decode());
    }

    /** Returns what the image has before the entries of the configuration go in. */
    private static SourceTree before(ProgramImage image, Optional<ExistingTree> existing) {
        List<SourceTree> layers = new ArrayList<>(List.of(image.tree()));
        existing.ifPresent(layers::add);
        return new LayeredTree(layers);
    }

    private static Optional<ImageEntries> entries(
            MkfsOptions options,
            ProgramOptions program,
            SourceTree roots,
            ProgramImage image,
            Optional<ExistingTree> existing,
            Consumer<Notice> notices)
            throws IOException {
        boolean isBare = program.isBare();
        if (options.opsPackage().isPresent()) {
            SourceTree before = before(image, existing);
            return Optional.of(
                    options.opsPackage().get().entries(program.arguments(), roots, before, !isBare, notices));
        }
        return options.configuration().isPresent()
                ? Optional.of(options.configuration().get().entries(roots, before(image, existing), !isBare, notices))
                : Optional.empty();
    }

    /** Returns the machine of the kernel or the program, as ops names it; that of the host when both are unknown. */
    private static String architecture(BootOptions boot, Text program, SourceTree tree) throws IOException {
        for (Optional<Path> kernel : List.of(boot.nanosKernel(), boot.kernel())) {
            Optional<String> found = kernel.isPresent() ? architecture(kernel.get()) : Optional.empty();
            if (found.isPresent()) {
                return found.get();
            }
        }
        Optional<SourceTree.Found> found = new SourcePathWalk(tree::find).along(program);
        Optional<String> ofProgram = found.isPresent() && found.get().entry() instanceof SourceEntry.File file
                ? architecture(file.content())
                : Optional.empty();
        return ofProgram.orElseGet(() -> System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64");
    }

    private static Optional<String> architecture(Path kernel) throws IOException {
        return Files.isRegularFile(kernel)
                ? architecture(new HostContent(kernel.toRealPath(), Files.size(kernel)))
                : Optional.empty();
    }

    private static Optional<String> architecture(Content program) throws IOException {
        try (Content.Reader bytes = program.open()) {
            return ElfFile.read((position, target) -> Math.max(0, bytes.read(target, position)))
                    .map(elf -> ARCHITECTURES.get(elf.machine()));
        } catch (ElfFormatException e) {
            // The check of kernel and program reports it.
            return Optional.empty();
        }
    }

    /** Returns the sources; an entry of a later one replaces an entry of an earlier one. */
    List<NamedSource> sources() {
        List<NamedSource> sources = new ArrayList<>();
        TreeSource needed = image.source();
        sources.add(new NamedSource(
                program.option(), existing.map(tree -> tree.missingOf(needed)).orElse(needed)));
        entries.ifPresent(each -> sources.add(new NamedSource(program.opsOption(), each.source())));
        return sources;
    }

    /**
     * Returns the paths of the entries that the program takes from the image before its update, and of the links in it
     * through which entries of the configuration go.
     */
    List<TreePath> takenFromImage() throws IOException {
        if (existing.isEmpty()) {
            return List.of();
        }
        List<TreePath> taken = new ArrayList<>(existing.get().suppliedTo(image.source()));
        entries.ifPresent(each -> taken.addAll(each.followedLinks()));
        return taken;
    }

    /** Returns the attributes of the root. */
    Tuple attributes() {
        Tuple attributes = image.attributes();
        configuration.ifPresent(each -> attributes.setAll(each.attributes()));
        return attributes;
    }

    /** Returns why each entry is there. What the configuration of ops adds replaces what the program needs. */
    List<ProgramImage.Explanation> explanations() {
        SortedMap<TreePath, String> reasons = new TreeMap<>();
        image.explanations().forEach(each -> reasons.put(each.path(), each.reason()));
        entries.ifPresent(each -> reasons.putAll(each.reasons()));
        return reasons.entrySet().stream()
                .map(each -> new ProgramImage.Explanation(each.getKey(), each.getValue()))
                .toList();
    }

    @Override
    public void close() throws IOException {
        tree.close();
    }
}
