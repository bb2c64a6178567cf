// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.program;

import dev.tfskit.schema.Limits;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The packages that apk has installed, with their files, as {@code lib/apk/db/installed} lists them. */
final class AlpinePackages implements PackageDatabase {

    private static final int MOST_BYTES = 256 << 20;
    private static final List<Text> DATABASES =
            List.of(Text.of("/lib/apk/db/installed"), Text.of("/usr/lib/apk/db/installed"));

    private final Map<String, List<List<String>>> dependencies = new HashMap<>();
    private final Map<String, List<Listed>> files = new HashMap<>();
    private final Map<String, String> providers = new HashMap<>();

    /**
     * A file or directory of a package. Its path is joined only when it is needed: if each line stored it, a long name
     * of a directory would take memory again for each of its files.
     *
     * @param directory the path of the directory, without a slash before it
     * @param name the name of the file; empty for the directory itself
     */
    private record Listed(String directory, String name) {

        Text path() {
            String separator = directory.isEmpty() || name.isEmpty() ? "" : "/";
            return Text.wrap(("/" + directory + separator + name).getBytes(StandardCharsets.ISO_8859_1));
        }

        boolean isPossible() {
            return directory.length() + name.length() <= Limits.PATH_BYTES;
        }
    }

    /**
     * Reads a database.
     *
     * @param view the tree
     * @throws ProgramException when there is none
     * @throws IOException when it cannot be read
     */
    AlpinePackages(TreeView view) throws IOException {
        SourceEntry.File database = null;
        for (Text path : DATABASES) {
            Optional<TreeView.Located> located = view.find(path);
            if (located.isPresent() && located.get().found().entry() instanceof SourceEntry.File file) {
                database = file;
                break;
            }
        }
        if (database == null) {
            throw new ProgramException(
                    DATABASES.getFirst().toString(),
                    "is not in the target root, and --with apk: needs it; add a root with a database of apk, or name "
                            + "files with --with");
        }
        read(SmallFile.lines(database, MOST_BYTES));
    }

    private void read(List<String> lines) {
        String name = "";
        String directory = "";
        for (String line : lines) {
            if (line.length() < 2 || line.charAt(1) != ':') {
                continue;
            }
            String value = line.substring(2);
            switch (line.charAt(0)) {
                case 'P' -> {
                    name = value;
                    dependencies.put(name, new ArrayList<>());
                    files.put(name, new ArrayList<>());
                }
                case 'D' -> addDependencies(name, value);
                case 'p' -> {
                    for (String provided : value.split(" ")) {
                        providers.putIfAbsent(withoutVersion(provided), name);
                    }
                }
                case 'F' -> {
                    directory = value;
                    addFile(name, new Listed(directory, ""));
                }
                case 'R' -> addFile(name, new Listed(directory, value));
                default -> {}
            }
        }
    }

    private void addDependencies(String name, String value) {
        for (String dependency : value.split(" ")) {
            // A conflict is not a dependency.
            if (!dependency.isEmpty() && !dependency.startsWith("!")) {
                dependencies.getOrDefault(name, new ArrayList<>()).add(List.of(withoutVersion(dependency)));
            }
        }
    }

    private void addFile(String name, Listed file) {
        files.getOrDefault(name, new ArrayList<>()).add(file);
    }

    private static String withoutVersion(String name) {
        return name.replaceAll("[<>=~].*", "");
    }

    @Override
    public Optional<String> installed(String name) {
        return files.containsKey(name) ? Optional.of(name) : Optional.ofNullable(providers.get(name));
    }

    @Override
    public List<List<String>> dependencies(String installed) {
        return dependencies.getOrDefault(installed, List.of());
    }

    @Override
    public Stream<Text> files(String installed) {
        return files.getOrDefault(installed, List.of()).stream()
                .filter(Listed::isPossible)
                .map(Listed::path);
    }

    @Override
    public String name() {
        return "apk";
    }
}
