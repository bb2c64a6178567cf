// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.program;

import dev.tfskit.elf.Machine;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The search of glibc's {@code ld.so}: DT_RPATH of the object and of those that loaded it, unless there is a
 * DT_RUNPATH; {@code LD_LIBRARY_PATH}; DT_RUNPATH of the object; the cache; the default directories. In each directory
 * the libraries for better processors come first. The directories of the cache's configuration come last, in case the
 * cache is old.
 */
final class GlibcSearch implements LibrarySearch {

    private final Machine machine;
    private final @Nullable Text libraryPath;
    private final LinkerCache cache;
    private final List<Text> configured;

    /**
     * Creates a search.
     *
     * @param view the tree
     * @param machine the processor of the program
     * @param libraryPath the value of {@code LD_LIBRARY_PATH}; null when it is not set
     * @throws IOException when the configuration of the loader cannot be read
     */
    GlibcSearch(TreeView view, Machine machine, @Nullable Text libraryPath) throws IOException {
        this.machine = machine;
        this.libraryPath = libraryPath;
        this.cache = LinkerCache.of(view);
        this.configured = new LinkerConfiguration(view).directories();
    }

    @Override
    public List<Candidate> candidates(Text name, LoadedObject requester) {
        List<Candidate> first = in(requested(requester), name, Ground.DIRECTORY);
        List<Candidate> last = in(defaults(requester), name, Ground.DIRECTORY);
        Set<Text> searched = Stream.of(first, last)
                .flatMap(Collection::stream)
                .map(candidate -> SearchPath.parent(candidate.path()))
                .collect(Collectors.toSet());
        List<Candidate> candidates = new ArrayList<>(first);
        for (LinkerCache.Entry entry : cache.entries(name)) {
            Text directory = SearchPath.parent(entry.path());
            if (!isPassedOver(directory, requester)) {
                candidates.add(new Candidate(
                        entry.path(),
                        entry.isVariant(),
                        searched.contains(directory) ? Ground.DIRECTORY : Ground.CACHE));
            }
        }
        candidates.addAll(last);
        candidates.addAll(in(configured(requester), name, Ground.CONFIGURATION));
        return candidates;
    }

    private List<Candidate> in(Collection<SearchPath.Directory> directories, Text name, Ground ground) {
        List<Candidate> candidates = new ArrayList<>();
        directories.forEach(directory -> addAll(directory, name, ground, candidates));
        return candidates;
    }

    private void addAll(SearchPath.Directory directory, Text name, Ground ground, List<Candidate> candidates) {
        for (String level : LibraryDirectories.processorLevels(machine)) {
            Text subdirectory = SearchPath.in(directory.path(), Text.of("glibc-hwcaps/" + level));
            candidates.add(new Candidate(SearchPath.in(subdirectory, name), true, ground));
        }
        candidates.add(new Candidate(SearchPath.in(directory.path(), name), directory.isOneOfSeveral(), ground));
    }

    /**
     * Returns whether an object skips a directory because it is a default one, even if the cache names libraries in it.
     */
    private boolean isPassedOver(Text directory, LoadedObject requester) {
        return requester.description().skipsDefaults()
                && LibraryDirectories.ofGlibc(machine).contains(directory);
    }

    @Override
    public List<Text> directories(LoadedObject requester) {
        return Stream.of(requested(requester), defaults(requester), configured(requester))
                .flatMap(Collection::stream)
                .map(SearchPath.Directory::path)
                .distinct()
                .toList();
    }

    /** Returns the directories that the objects and the environment name. */
    private Collection<SearchPath.Directory> requested(LoadedObject requester) {
        Set<SearchPath.Directory> directories = new LinkedHashSet<>();
        Optional<Text> runPath = requester.description().libraryRunPath();
        if (runPath.isEmpty()) {
            for (LoadedObject object : requester.chain()) {
                object.description().libraryPath().ifPresent(list -> addList(list, ":", object, directories));
            }
        }
        if (libraryPath != null && libraryPath.length() > 0) {
            addList(libraryPath, ":;", requester.chain().getLast(), directories);
        }
        runPath.ifPresent(list -> addList(list, ":", requester, directories));
        return directories;
    }

    private void addList(Text list, String separators, LoadedObject origin, Set<SearchPath.Directory> directories) {
        directories.addAll(SearchPath.directories(list, separators, origin.directory(), machine));
    }

    private Collection<SearchPath.Directory> defaults(LoadedObject requester) {
        return requester.description().skipsDefaults() ? List.of() : plain(LibraryDirectories.ofGlibc(machine));
    }

    private Collection<SearchPath.Directory> configured(LoadedObject requester) {
        return plain(configured.stream()
                .filter(directory -> !isPassedOver(directory, requester))
                .toList());
    }

    private static Collection<SearchPath.Directory> plain(List<Text> directories) {
        return directories.stream()
                .map(path -> new SearchPath.Directory(path, false))
                .toList();
    }

    @Override
    public List<Text> expansions(Text path, LoadedObject requester) {
        return SearchPath.expansions(path, requester.directory(), machine);
    }

    @Override
    public boolean isLoaderItself(Text name) {
        return false;
    }

    @Override
    public Optional<Text> ownName(ElfDescription library) {
        return library.sharedObjectName();
    }
}
