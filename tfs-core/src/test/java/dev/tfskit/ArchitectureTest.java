// SPDX-License-Identifier: Apache-2.0
package dev.tfskit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import dev.tfskit.error.TfsFormatException;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Keeps the picture of the packages true. */
class ArchitectureTest {

    private static final String ROOT = "dev.tfskit";

    /** Which of our packages a package may use, besides itself and the exceptions in the root package. */
    private static final Map<String, Set<String>> MAY_USE = Map.ofEntries(
            Map.entry("numbering", Set.of()),
            Map.entry("value", Set.of("numbering")),
            Map.entry("device", Set.of("posix")),
            Map.entry("space", Set.of()),
            Map.entry("elf", Set.of()),
            Map.entry("posix", Set.of()),
            Map.entry("codec", Set.of("value", "numbering")),
            Map.entry("schema", Set.of("value")),
            Map.entry("log", Set.of("codec", "device", "value")),
            Map.entry("disk.fat", Set.of("device")),
            Map.entry("disk", Set.of("disk.fat", "device", "log", "value")),
            Map.entry("volume", Set.of("schema", "log", "space", "value", "numbering", "device", "codec")),
            Map.entry("check", Set.of("schema", "disk", "log", "space", "codec", "value", "device")),
            Map.entry("compare", Set.of("volume", "schema", "value", "device")),
            Map.entry("history", Set.of("volume", "schema", "log", "codec", "value", "device")),
            Map.entry("survey", Set.of("volume", "schema", "log", "space", "value", "device")),
            Map.entry(
                    "image",
                    Set.of(
                            "compare", "elf", "volume", "schema", "disk", "log", "space", "codec", "value", "device",
                            "posix")),
            Map.entry("manifest", Set.of("image", "volume", "posix", "schema", "value")),
            Map.entry("tar", Set.of("image", "volume", "schema", "value")),
            Map.entry("archive", Set.of("tar", "extract", "image", "volume", "schema", "value")),
            Map.entry("oci", Set.of("archive", "tar", "image", "volume", "schema", "value")),
            Map.entry("extract", Set.of("volume", "schema", "value", "device", "posix")));

    private static final JavaClasses CORE = new ClassFileImporter()
            .importUrl(TfsFormatException.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation());

    /** It is for callers who do not want to choose a clock or a UUID. */
    private static final DescribedPredicate<JavaClass> FRONT_DOOR = DescribedPredicate.describe(
            "are the front door",
            each -> each.getFullName().equals(ROOT + ".Tfs")
                    || each.getFullName().startsWith(ROOT + ".Tfs$"));

    static Stream<String> packages() {
        return MAY_USE.keySet().stream().sorted();
    }

    private static String packageOf(JavaClass each) {
        return each.getPackageName().equals(ROOT) ? "" : each.getPackageName().substring(ROOT.length() + 1);
    }

    @Test
    void everyPackageHasALineInTheTable() {
        Set<String> found =
                CORE.stream().map(ArchitectureTest::packageOf).collect(Collectors.toCollection(TreeSet::new));
        found.remove("");
        found.removeAll(MAY_USE.keySet());
        assertEquals(Set.of(), found);
    }

    @ParameterizedTest
    @MethodSource("packages")
    void aPackageUsesOnlyWhatTheTableAllows(String name) {
        Set<String> allowed = MAY_USE.get(name);
        classes()
                .that()
                .resideInAPackage(ROOT + "." + name)
                .should()
                .onlyDependOnClassesThat(DescribedPredicate.describe(
                        "are foreign, exceptions or in " + allowed,
                        used -> !used.getPackageName().startsWith(ROOT)
                                || packageOf(used).isEmpty()
                                || packageOf(used).equals(name)
                                || allowed.contains(packageOf(used))))
                .allowEmptyShould(true)
                .check(CORE);
    }

    @Test
    void theExceptionsUseNothingElse() {
        noClasses()
                .that()
                .resideInAPackage(ROOT)
                .and(DescribedPredicate.not(FRONT_DOOR))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + ".*")
                .check(CORE);
    }

    @Test
    void nobodyInsideUsesTheFrontDoor() {
        noClasses()
                .that(DescribedPredicate.not(FRONT_DOOR))
                .should()
                .dependOnClassesThat(FRONT_DOOR)
                .check(CORE);
    }

    @Test
    void noPackageUsesOneThatUsesIt() {
        SlicesRuleDefinition.slices()
                .matching(ROOT + ".(*)")
                .should()
                .beFreeOfCycles()
                .check(CORE);
    }

    /** A program that embeds the core decides what to print, when to end, and what its environment means. */
    @Test
    void theCoreLeavesTheConsoleAndTheProcessAlone() {
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
    void theTimeComesFromOutside() {
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
                .orShould()
                .callMethod(InstantSource.class, "system")
                .check(CORE);
    }

    @Test
    void theClassesWereFound() {
        assertTrue(CORE.contain(ROOT + ".volume.Volume"));
    }
}
