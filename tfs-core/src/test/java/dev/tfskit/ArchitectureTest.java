// SPDX-License-Identifier: Apache-2.0
package dev.tfskit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
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
            Map.entry("", Set.of("check", "device", "disk", "hostfile", "io", "program", "schema", "volume")),
            Map.entry(
                    "check",
                    Set.of(
                            "codec",
                            "device",
                            "device.filter",
                            "disk",
                            "error",
                            "log",
                            "schema",
                            "value",
                            "value.walk")),
            Map.entry("codec", Set.of("error", "numbering", "value", "value.walk")),
            Map.entry("compare", Set.of("error", "schema", "value", "value.walk", "volume")),
            Map.entry("device", Set.of("hostfile", "io")),
            Map.entry("device.filter", Set.of("device", "error", "io")),
            Map.entry("device.lz4", Set.of("device", "error")),
            Map.entry("device.overlay", Set.of("device", "error", "io")),
            Map.entry(
                    "disk",
                    Set.of(
                            "device",
                            "device.filter",
                            "device.lz4",
                            "device.overlay",
                            "disk.fat",
                            "error",
                            "io",
                            "log",
                            "value")),
            Map.entry("disk.fat", Set.of("device")),
            Map.entry("elf", Set.of("error", "value")),
            Map.entry("error", Set.of()),
            Map.entry("extract", Set.of("device", "error", "io", "posix", "posix.tree", "schema", "value", "volume")),
            Map.entry("history", Set.of("codec", "device", "error", "log", "schema", "value", "value.walk", "volume")),
            Map.entry("hostfile", Set.of("error", "io", "posix")),
            Map.entry(
                    "image",
                    Set.of(
                            "compare",
                            "device",
                            "device.filter",
                            "disk",
                            "error",
                            "hostfile",
                            "io",
                            "log",
                            "schema",
                            "source",
                            "value",
                            "value.walk",
                            "volume")),
            Map.entry("io", Set.of()),
            Map.entry("log", Set.of("codec", "device", "device.filter", "error", "io", "schema", "value")),
            Map.entry(
                    "manifest", Set.of("error", "posix", "schema", "source", "text", "value", "value.walk", "volume")),
            Map.entry("numbering", Set.of()),
            Map.entry("posix", Set.of("io")),
            Map.entry("posix.tree", Set.of("posix", "schema", "value")),
            Map.entry(
                    "program",
                    Set.of("check", "device", "elf", "error", "schema", "source", "text", "value", "volume")),
            Map.entry("schema", Set.of("error", "value")),
            Map.entry(
                    "source",
                    Set.of("error", "io", "posix", "posix.tree", "schema", "text", "value", "value.walk", "volume")),
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
                            "log",
                            "numbering",
                            "schema",
                            "space",
                            "value",
                            "value.walk")));

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
        Path classes = Path.of(
                Tfs.class.getProtectionDomain().getCodeSource().getLocation().getPath());
        ModuleDescriptor module;
        try (var bytes = Files.newInputStream(classes.resolve("module-info.class"))) {
            module = ModuleDescriptor.read(bytes);
        }
        Set<String> exported = module.exports().stream()
                .map(ModuleDescriptor.Exports::source)
                .map(name -> name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(
                new TreeSet<>(Set.of(
                        "", "check", "device", "disk", "elf", "error", "extract", "image", "io", "program", "schema",
                        "source", "value", "volume")),
                exported);
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
}
