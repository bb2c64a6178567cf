// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.program;

import dev.tfskit.elf.Machine;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The packages that dpkg has installed: {@code var/lib/dpkg/status} and the lists in {@code var/lib/dpkg/info}. */
final class DebianPackages implements PackageDatabase {

    private static final int MOST_BYTES = 256 << 20;
    private static final String INFO = "/var/lib/dpkg/info/";
    private static final String LIST = ".list";
    private static final Text STATUS = Text.of("/var/lib/dpkg/status");

    private final TreeView view;
    private final String architecture;
    private final Map<String, Package> packages = new HashMap<>();
    private final Map<String, String> providers = new HashMap<>();

    private record Package(String name, String architecture, List<List<String>> dependencies) {}

    /**
     * Reads a database.
     *
     * @param view the tree
     * @param machine the architecture whose packages count, if packages of several architectures are installed
     * @throws ProgramException when there is none
     * @throws IOException when it cannot be read
     */
    DebianPackages(TreeView view, Machine machine) throws IOException {
        this.view = view;
        this.architecture = LibraryDirectories.debianName(machine);
        Optional<TreeView.Located> status = view.find(STATUS);
        if (status.isEmpty() || !(status.get().found().entry() instanceof SourceEntry.File file)) {
            throw new ProgramException(
                    STATUS.toString(),
                    "is not in the target root, and --with deb: needs it; add a root with a database of dpkg, or name "
                            + "files with --with");
        }
        Map<String, StringBuilder> fields = new HashMap<>();
        String last = "";
        for (String line : SmallFile.lines(file, MOST_BYTES)) {
            if (line.isEmpty()) {
                add(fields);
                fields.clear();
            } else if (line.startsWith(" ") || line.startsWith("\t")) {
                fields.computeIfPresent(last, (field, value) -> value.append(line));
            } else {
                int colon = line.indexOf(':');
                last = colon < 0 ? "" : line.substring(0, colon);
                if (isRead(last)) {
                    fields.put(last, new StringBuilder(line.substring(colon + 1).strip()));
                }
            }
        }
        add(fields);
    }

    /** Descriptions are long, and nothing here needs them. */
    private static boolean isRead(String field) {
        return switch (field) {
            case "Package", "Status", "Architecture", "Depends", "Pre-Depends", "Provides" -> true;
            default -> false;
        };
    }

    /**
     * Returns whether the files of a package are in the tree. In a tree that was made without running the scripts of
     * packages, packages are only unpacked.
     */
    private static boolean isUnpacked(String status) {
        return switch (status.substring(status.lastIndexOf(' ') + 1)) {
            case "installed", "unpacked", "half-configured", "triggers-awaited", "triggers-pending" -> true;
            default -> false;
        };
    }

    private void add(Map<String, StringBuilder> fields) {
        String name = text(fields, "Package");
        if (name.isEmpty() || !isUnpacked(text(fields, "Status"))) {
            return;
        }
        List<List<String>> dependencies = new ArrayList<>(relations(text(fields, "Pre-Depends")));
        dependencies.addAll(relations(text(fields, "Depends")));
        Package found = new Package(name, text(fields, "Architecture"), List.copyOf(dependencies));
        packages.merge(name, found, (first, second) -> second.architecture.equals(architecture) ? second : first);
        for (List<String> provided : relations(text(fields, "Provides"))) {
            provided.forEach(virtual -> providers.putIfAbsent(virtual, name));
        }
    }

    private static String text(Map<String, StringBuilder> fields, String field) {
        StringBuilder text = fields.get(field);
        return text == null ? "" : text.toString();
    }

    /** Returns the names in a list such as {@code libc6 (>= 2.34), debconf:any | cdebconf}. */
    private static List<List<String>> relations(String field) {
        List<List<String>> relations = new ArrayList<>();
        for (String relation : field.split(",")) {
            List<String> alternatives = new ArrayList<>();
            for (String alternative : relation.split("\\|")) {
                String name = alternative.strip().replaceAll("[\\s(\\[:<].*", "");
                if (!name.isEmpty()) {
                    alternatives.add(name);
                }
            }
            if (!alternatives.isEmpty()) {
                relations.add(List.copyOf(alternatives));
            }
        }
        return relations;
    }

    @Override
    public Optional<String> installed(String name) {
        return packages.containsKey(name) ? Optional.of(name) : Optional.ofNullable(providers.get(name));
    }

    @Override
    public List<List<String>> dependencies(String installed) {
        Package found = packages.get(installed);
        return found == null ? List.of() : found.dependencies;
    }

    @Override
    public Stream<Text> files(String installed) throws IOException {
        Package found = Objects.requireNonNull(packages.get(installed));
        Text list = Text.of(INFO + installed + LIST);
        for (Text path : List.of(Text.of(INFO + installed + ":" + found.architecture + LIST), list)) {
            Optional<TreeView.Located> located = view.find(path);
            if (located.isPresent() && located.get().found().entry() instanceof SourceEntry.File file) {
                return SmallFile.lines(file, MOST_BYTES).stream()
                        .filter(line -> !line.isEmpty() && !line.equals("/."))
                        .map(line -> Text.wrap(line.getBytes(StandardCharsets.ISO_8859_1)));
            }
        }
        throw new ProgramException(
                list.toString(),
                "is not in the target root; it would list the files of the package " + installed
                        + ": install the package there again, or name its files with --with");
    }

    @Override
    public String name() {
        return "deb";
    }
}
