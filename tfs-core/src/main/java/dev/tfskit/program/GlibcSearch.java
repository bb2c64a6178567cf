// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.program;

import dev.tfskit.elf.Machine;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The search of glibc's {@code ld.so}: DT_RPATH of the object and of those that loaded it, unless there is a
 * DT_RUNPATH; {@code LD_LIBRARY_PATH}; DT_RUNPATH of the object; the cache, and the directories of its configuration in
 * case the cache is old; the default directories. In each directory the libraries for better processors count first.
 */
final class GlibcSearch implements LibrarySearch {

    private final Machine machine;
    private final Optional<Text> libraryPath;
    private final LinkerCache cache;
    private final List<Text> configured;

    /**
     * Creates a search.
     *
     * @param view the tree
     * @param machine the processor of the program
     * @param libraryPath the value of {@code LD_LIBRARY_PATH}
     * @throws IOException when the configuration of the loader cannot be read
     */
    GlibcSearch(TreeView view, Machine machine, Optional<Text> libraryPath) throws IOException {
        this.machine = machine;
        this.libraryPath = libraryPath;
        this.cache = LinkerCache.of(view);
        this.configured = new LinkerConfiguration(view).directories();
    }

    @Override
    public List<Candidate> candidates(Text name, LoadedObject requester) {
        Set<Text> requested = requested(requester);
        Set<Text> unconfigured = new HashSet<>(requested);
        unconfigured.addAll(defaults(requester));
        List<Candidate> candidates = new ArrayList<>();
        requested.forEach(directory -> addAll(directory, name, false, candidates));
        for (Text path : cache.paths(name)) {
            boolean isVariant = isForLevel(path);
            boolean isConfigured = !isVariant && !unconfigured.contains(SearchPath.parent(path));
            candidates.add(new Candidate(path, isVariant, isConfigured));
        }
        configured.forEach(directory -> addAll(directory, name, !unconfigured.contains(directory), candidates));
        defaults(requester).forEach(directory -> addAll(directory, name, false, candidates));
        return candidates;
    }

    private void addAll(Text directory, Text name, boolean isConfigured, List<Candidate> candidates) {
        for (String level : LibraryDirectories.processorLevels(machine)) {
            Text subdirectory = SearchPath.in(directory, Text.of("glibc-hwcaps/" + level));
            candidates.add(new Candidate(SearchPath.in(subdirectory, name), true, isConfigured));
        }
        candidates.add(new Candidate(SearchPath.in(directory, name), false, isConfigured));
    }

    private static boolean isForLevel(Text path) {
        return path.toString().contains("/glibc-hwcaps/");
    }

    @Override
    public List<Text> directories(LoadedObject requester) {
        Set<Text> directories = new LinkedHashSet<>(requested(requester));
        directories.addAll(configured);
        directories.addAll(defaults(requester));
        return List.copyOf(directories);
    }

    /** Returns the directories that the objects and the environment name. */
    private Set<Text> requested(LoadedObject requester) {
        Set<Text> directories = new LinkedHashSet<>();
        if (requester.description().libraryRunPath().isEmpty()) {
            for (Optional<LoadedObject> at = Optional.of(requester);
                    at.isPresent();
                    at = at.get().loadedBy()) {
                LoadedObject object = at.get();
                object.description()
                        .libraryPath()
                        .ifPresent(list ->
                                directories.addAll(SearchPath.directories(list, ":", object.origin(), machine)));
            }
        }
        libraryPath
                .filter(list -> list.length() > 0)
                .ifPresent(list -> directories.addAll(SearchPath.directories(list, ":;", requester.origin(), machine)));
        requester
                .description()
                .libraryRunPath()
                .ifPresent(list -> directories.addAll(SearchPath.directories(list, ":", requester.origin(), machine)));
        return directories;
    }

    private List<Text> defaults(LoadedObject requester) {
        return requester.description().skipsDefaults() ? List.of() : LibraryDirectories.ofGlibc(machine);
    }

    @Override
    public boolean isLoaderItself(Text name) {
        return false;
    }
}
