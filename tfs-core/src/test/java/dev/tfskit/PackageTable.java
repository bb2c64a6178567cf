// SPDX-License-Identifier: Apache-2.0
package dev.tfskit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which packages of a module use which others, below {@code dev.tfskit}. A table in a test must equal it in both
 * directions: a missing entry is a dependency that is not allowed, a superfluous entry is a permission that no class
 * needs.
 */
public final class PackageTable {

    private static final String ROOT = "dev.tfskit";

    private PackageTable() {}

    /**
     * Imports the classes of one module, without its tests.
     *
     * @param member any class of the module
     */
    public static JavaClasses classesBeside(Class<?> member) {
        return new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importUrl(member.getProtectionDomain().getCodeSource().getLocation());
    }

    /**
     * Returns the name of a package below {@code dev.tfskit}.
     *
     * @return the empty string for {@code dev.tfskit} itself
     */
    public static String packageOf(JavaClass each) {
        return each.getPackageName().equals(ROOT) ? "" : each.getPackageName().substring(ROOT.length() + 1);
    }

    /** Fails unless each package uses exactly the packages that the table names beside it. */
    public static void assertDescribes(Map<String, Set<String>> table, JavaClasses classes) {
        Map<String, Set<String>> used = new TreeMap<>();
        for (JavaClass each : classes) {
            if (each.getPackageName().startsWith(ROOT)) {
                Set<String> targets = used.computeIfAbsent(packageOf(each), _ -> new TreeSet<>());
                each.getDirectDependenciesFromSelf().stream()
                        .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                        .filter(target -> target.getPackageName().startsWith(ROOT))
                        .map(PackageTable::packageOf)
                        .filter(target -> !target.equals(packageOf(each)))
                        .forEach(targets::add);
            }
        }
        assertEquals(lines(table), lines(used), "packages and what they use: the table, then the code");
    }

    /** Fails when the core exports a package to a module alone that the module does not use. */
    public static void assertUsesExportsOfCore(Map<String, Set<String>> table, String module) {
        Path core = Path.of(
                Tfs.class.getProtectionDomain().getCodeSource().getLocation().getPath());
        Set<String> exported = new TreeSet<>();
        for (ModuleReference each : ModuleFinder.of(core).findAll()) {
            each.descriptor().exports().stream()
                    .filter(export -> export.targets().contains(module))
                    .map(export -> export.source().substring(ROOT.length() + 1))
                    .forEach(exported::add);
        }
        assertFalse(exported.isEmpty(), "exports of " + core);
        table.values().forEach(exported::removeAll);
        assertEquals(Set.of(), exported, "exported to " + module + ", which does not use it");
    }

    private static String lines(Map<String, Set<String>> table) {
        StringBuilder lines = new StringBuilder();
        new TreeMap<>(table)
                .forEach((name, targets) -> lines.append(name.isEmpty() ? "(root)" : name)
                        .append(": ")
                        .append(String.join(" ", new TreeSet<>(targets)))
                        .append('\n'));
        return lines.toString();
    }
}
