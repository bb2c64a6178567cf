// SPDX-License-Identifier: Apache-2.0
package dev.tfskit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import dev.tfskit.check.DiskCheck;
import dev.tfskit.extract.Extraction;
import dev.tfskit.image.ImageBuilder;
import dev.tfskit.image.ImageUpdate;
import dev.tfskit.source.host.DirectorySource;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Keeps the package table of docs/architecture.md true, and the rules about consoles, clocks and the environment. */
class ArchitectureTest {

    private static final String ROOT = "dev.tfskit";

    /** Which packages a package uses. */
    private static final Map<String, Set<String>> USES = Map.ofEntries(
            Map.entry(
                    "",
                    Set.of(
                            "check",
                            "device",
                            "device.filter",
                            "disk",
                            "hostfile",
                            "image",
                            "io",
                            "message",
                            "program",
                            "schema",
                            "source",
                            "volume")),
            Map.entry(
                    "check",
                    Set.of(
                            "codec",
                            "device",
                            "device.filter",
                            "disk",
                            "error",
                            "log",
                            "message",
                            "schema",
                            "schema.walk",
                            "value",
                            "value.walk")),
            Map.entry("codec", Set.of("error", "message", "numbering", "value", "value.walk")),
            Map.entry("compare", Set.of("error", "io.sum", "schema", "value", "value.walk", "volume")),
            Map.entry("device", Set.of("hostfile", "message")),
            Map.entry("device.filter", Set.of("device", "error", "io", "message")),
            Map.entry("device.lz4", Set.of("device", "error", "message")),
            Map.entry("device.overlay", Set.of("device", "error", "io", "io.sum", "message")),
            Map.entry(
                    "disk",
                    Set.of(
                            "device",
                            "device.filter",
                            "device.lz4",
                            "device.overlay",
                            "disk.fat",
                            "elf",
                            "error",
                            "hostfile",
                            "io",
                            "io.sum",
                            "log",
                            "message",
                            "value")),
            Map.entry("disk.fat", Set.of("device")),
            Map.entry("elf", Set.of("message", "value")),
            Map.entry("error", Set.of("message")),
            Map.entry(
                    "extract",
                    Set.of(
                            "device",
                            "error",
                            "extract.walk",
                            "io",
                            "io.sum",
                            "message",
                            "posix",
                            "posix.tree",
                            "schema",
                            "value",
                            "value.walk",
                            "volume")),
            Map.entry("extract.walk", Set.of("error", "io", "message", "schema", "value", "value.walk", "volume")),
            Map.entry(
                    "history",
                    Set.of(
                            "codec",
                            "device",
                            "device.filter",
                            "error",
                            "log",
                            "message",
                            "schema",
                            "value",
                            "value.walk",
                            "volume")),
            Map.entry("hostfile", Set.of("io", "message", "posix")),
            Map.entry(
                    "image",
                    Set.of(
                            "compare",
                            "device",
                            "error",
                            "io",
                            "io.sum",
                            "log",
                            "message",
                            "schema",
                            "schema.walk",
                            "source",
                            "source.tfs",
                            "value",
                            "value.walk",
                            "volume")),
            Map.entry(
                    "image.boot",
                    Set.of(
                            "device",
                            "device.filter",
                            "disk",
                            "error",
                            "image",
                            "message",
                            "schema",
                            "source",
                            "value",
                            "volume")),
            Map.entry(
                    "image.rebuild",
                    Set.of(
                            "device",
                            "device.filter",
                            "disk",
                            "error",
                            "hostfile",
                            "image",
                            "log",
                            "message",
                            "schema",
                            "source",
                            "source.tfs",
                            "volume")),
            Map.entry(
                    "image.unpack", Set.of("device", "image", "io", "schema", "source", "source.lookup", "source.tfs")),
            Map.entry("io", Set.of()),
            Map.entry("io.sum", Set.of()),
            Map.entry(
                    "log",
                    Set.of("codec", "device", "device.filter", "error", "io", "io.sum", "message", "schema", "value")),
            Map.entry(
                    "manifest",
                    Set.of(
                            "error",
                            "message",
                            "posix",
                            "schema",
                            "schema.walk",
                            "source",
                            "text",
                            "value",
                            "value.walk",
                            "volume")),
            Map.entry("message", Set.of("io")),
            Map.entry("numbering", Set.of()),
            Map.entry("posix", Set.of("io")),
            Map.entry("posix.tree", Set.of("posix", "schema", "value")),
            Map.entry(
                    "program",
                    Set.of(
                            "check",
                            "device",
                            "elf",
                            "error",
                            "message",
                            "schema",
                            "schema.walk",
                            "source",
                            "source.lookup",
                            "source.tfs",
                            "text",
                            "value",
                            "volume")),
            Map.entry("schema", Set.of("error", "message", "value")),
            Map.entry("schema.walk", Set.of("schema", "value")),
            Map.entry("source", Set.of("io", "message", "posix", "schema", "text", "value")),
            Map.entry("source.attributes", Set.of("posix", "schema", "source", "value")),
            Map.entry("source.filter", Set.of("schema", "source", "value")),
            Map.entry(
                    "source.host",
                    Set.of("io", "message", "posix", "posix.tree", "schema", "source", "source.attributes", "value")),
            Map.entry(
                    "source.lookup",
                    Set.of("io", "posix", "schema", "schema.walk", "source", "source.attributes", "value")),
            Map.entry(
                    "source.tfs",
                    Set.of(
                            "error",
                            "io",
                            "message",
                            "schema",
                            "source",
                            "source.lookup",
                            "value",
                            "value.walk",
                            "volume")),
            Map.entry("space", Set.of()),
            Map.entry("survey", Set.of("device", "error", "log", "schema", "space", "value", "value.walk", "volume")),
            Map.entry("text", Set.of("value")),
            Map.entry("value", Set.of("numbering")),
            Map.entry("value.walk", Set.of("value")),
            Map.entry(
                    "volume",
                    Set.of(
                            "codec",
                            "device",
                            "device.filter",
                            "error",
                            "io",
                            "io.sum",
                            "log",
                            "message",
                            "numbering",
                            "schema",
                            "schema.walk",
                            "space",
                            "value",
                            "value.walk")));

    /** Where a program that embeds the core begins. */
    private static final List<Class<?>> ENTRY_POINTS = List.of(
            Tfs.class, ImageBuilder.class, ImageUpdate.class, Extraction.class, DiskCheck.class, DirectorySource.class);

    /** The exported types that no signature leads to from {@link #ENTRY_POINTS}. */
    private static final Set<String> CHOSEN = Set.of(
            // What methods throw.
            "ArchiveException",
            "AttributeExistsException",
            "FileTooLargeException",
            "IsDirectoryException",
            "MovedIntoItselfException",
            "NameTooLongException",
            "NoSpaceException",
            "NoSuchAttributeException",
            "TooManyLinksException",
            "VanishedException",
            "VolumeFailedException",
            // Values and attributes, for those who read and set them.
            "Flag",
            "Int",
            "VectorValue",
            "Quoting",
            "Attributes",
            "RootAttributes",
            "DiskTime",
            "Limits",
            "TupleRole",
            // Devices to open a volume on.
            "FileDevice",
            "MemoryDevice",
            // For sources of a program that embeds the core.
            "BytesContent",
            "HostContent",
            "SelectedPaths",
            "PatternUse",
            // Reading a volume.
            "ContentDigest",
            "FileLayout",
            "PathLookup",
            "RunReader",
            "TreeWalk",
            "EnteredDirectories",
            "InodeResults",
            "SharedInodes",
            // The check of one volume, on any device.
            "VolumeCheck",
            "VolumeRole",
            // The family of IoConsumer, which signatures lead to.
            "IoFunction",
            "IoRunnable",
            "IoSupplier",
            // For those who open a resource and make something that owns it.
            "Handover");

    private static final JavaClasses CORE = PackageTable.classesBeside(Tfs.class);

    /** It is for callers who do not want to choose a clock or a UUID. */
    private static final DescribedPredicate<JavaClass> FRONT_DOOR = DescribedPredicate.describe(
            "are the front door",
            each -> each.getFullName().equals(ROOT + ".Tfs")
                    || each.getFullName().startsWith(ROOT + ".Tfs$"));

    @Test
    void packagesUseExactlyWhatTheTableAllows() {
        PackageTable.assertDescribes(USES, CORE);
    }

    @Test
    void documentedTableIsTheTestedOne() throws IOException {
        Path page = Path.of("..", "docs", "architecture.md");
        Set<String> rows = Files.readAllLines(page).stream()
                .filter(line -> line.matches("\\| `[a-z0-9.]+` \\|.*\\|.*\\|"))
                .map(line -> line.split("\\|"))
                .map(cells -> cells[1].strip().replace("`", "") + ": "
                        + cells[3].strip().replaceAll("[`,]", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> expected = USES.entrySet().stream()
                .filter(row -> !row.getKey().isEmpty())
                .map(row -> row.getKey() + ": "
                        + (row.getValue().isEmpty()
                                ? "nothing of ours"
                                : String.join(" ", new TreeSet<>(row.getValue()))))
                .collect(Collectors.toCollection(TreeSet::new));
        rows.removeIf(row -> row.matches("(archive|cpio|json|oci|ops|tar): .*"));
        assertEquals(String.join("\n", expected), String.join("\n", rows));
    }

    @Test
    void frontDoorIsNotUsedInside() {
        noClasses()
                .that(DescribedPredicate.not(FRONT_DOOR))
                .should()
                .dependOnClassesThat(FRONT_DOOR)
                .check(CORE);
    }

    @Test
    void packagesHaveNoCycles() {
        SlicesRuleDefinition.slices()
                .matching(ROOT + ".(**)")
                .should()
                .beFreeOfCycles()
                .check(CORE);
    }

    @Test
    void moduleExportsWhatEmbeddersNeed() throws IOException {
        Set<String> exported = module().exports().stream()
                .filter(each -> !each.isQualified())
                .map(ModuleDescriptor.Exports::source)
                .map(name -> name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(
                new TreeSet<>(Set.of(
                        "",
                        "check",
                        "device",
                        "error",
                        "extract",
                        "image",
                        "io",
                        "schema",
                        "source",
                        "source.host",
                        "value",
                        "volume")),
                exported);
    }

    /** An exported type that no signature leads to, and that the list does not name, is public by accident. */
    @Test
    void exportedTypesAreReachedFromTheEntryPointsOrChosen() throws IOException {
        Set<String> packages = module().exports().stream()
                .filter(each -> !each.isQualified())
                .map(ModuleDescriptor.Exports::source)
                .collect(Collectors.toSet());
        Set<String> unreached = new TreeSet<>();
        Set<Class<?>> reached = PublicTypes.reachedFrom(ENTRY_POINTS);
        for (JavaClass each : CORE) {
            if (each.isTopLevelClass()
                    && each.getModifiers().contains(JavaModifier.PUBLIC)
                    && packages.contains(each.getPackageName())
                    && !reached.contains(each.reflect())) {
                unreached.add(each.getSimpleName());
            }
        }
        assertEquals(String.join("\n", new TreeSet<>(CHOSEN)), String.join("\n", unreached));
    }

    private static ModuleDescriptor module() throws IOException {
        Path classes = Path.of(
                Tfs.class.getProtectionDomain().getCodeSource().getLocation().getPath());
        try (var bytes = Files.newInputStream(classes.resolve("module-info.class"))) {
            return ModuleDescriptor.read(bytes);
        }
    }

    /** A program that embeds the core decides what to print, when to end, and what its environment means. */
    @Test
    void coreLeavesConsoleAndProcessAlone() {
        noClasses()
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .accessField(System.class, "in")
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .callMethod(System.class, "getenv")
                .orShould()
                .callMethod(Throwable.class, "printStackTrace")
                .check(CORE);
    }

    @Test
    void timeAndRandomnessComeFromOutside() {
        noClasses()
                .that(DescribedPredicate.not(FRONT_DOOR))
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(UUID.class, "randomUUID")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .check(CORE);
    }

    /** Everything else would depend on how fast the machine is. */
    @Test
    void onlyLocksAndTheEndOfCopyingWaitForTime() {
        noClasses()
                .that(DescribedPredicate.not(DescribedPredicate.describe(
                        "wait for a lock or for the end of copying",
                        each -> each.getFullName().startsWith(ROOT + ".hostfile.LockRetryPolicy")
                                || each.getFullName().equals(ROOT + ".image.Copier"))))
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(Thread.class, "sleep", Duration.class)
                .check(CORE);
    }
}
