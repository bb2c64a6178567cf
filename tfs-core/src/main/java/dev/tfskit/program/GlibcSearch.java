// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.program;

import dev.tfskit.elf.Machine;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
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
    private final Optional<Text> libraryPath;
    private final WorkingDirectory workingDirectory;
    private final LinkerCache cache;
    private final List<Text> configured;
    private final DirectoryBudget budget = new DirectoryBudget();

    /**
     * Creates a search.
     *
     * @param view the tree
     * @param machine the processor of the program
     * @param libraryPath the value of {@code LD_LIBRARY_PATH}; null when it is not set
     * @param workingDirectory where relative paths begin
     * @throws IOException when the configuration of the loader cannot be read
     */
    GlibcSearch(TreeView view, Machine machine, @Nullable Text libraryPath, WorkingDirectory workingDirectory)
            throws IOException {
        this.machine = machine;
        // Glibc takes an empty variable as none.
        this.libraryPath = Optional.ofNullable(libraryPath).filter(list -> list.length() > 0);
        this.workingDirectory = workingDirectory;
        this.cache = LinkerCache.of(view);
        this.configured = new LinkerConfiguration(view).directories();
    }

    @Override
    public Places places(LoadedObject requester) throws LookupLimitException {
        return new GlibcPlaces(requester);
    }

    private final class GlibcPlaces implements Places {

        private final LoadedObject requester;
        /** The directories that the objects and the environment name. */
        private final Set<SearchPath.Directory> requested = new LinkedHashSet<>();

        private final List<Text> defaults;
        /** The directories that are searched before or after the cache; null until the cache has a library. */
        private @Nullable Set<Text> searched;

        GlibcPlaces(LoadedObject requester) throws LookupLimitException {
            this.requester = requester;
            this.defaults = requester.description().skipsDefaults() ? List.of() : LibraryDirectories.ofGlibc(machine);
            DirectoryBudget.Share share = budget.new Share(requester);
            List<LoadedObject> chain = requester.chain();
            Optional<Text> runPath = requester.description().libraryRunPath();
            if (runPath.isEmpty()) {
                for (LoadedObject object : chain) {
                    addRunPath(object.description().libraryPath(), object, share);
                }
            }
            if (libraryPath.isPresent()) {
                share.takeOfEnvironment(libraryPath.get());
                add(libraryPath.get(), ":;", chain.getLast());
            }
            addRunPath(runPath, requester, share);
        }

        private void addRunPath(Optional<Text> list, LoadedObject owner, DirectoryBudget.Share share)
                throws LookupLimitException {
            if (list.isPresent() && share.takeRunPath(list.get(), owner)) {
                add(list.get(), ":", owner);
            }
        }

        private void add(Text list, String separators, LoadedObject owner) {
            requested.addAll(SearchPath.directories(list, separators, owner.directory(), machine));
        }

        @Override
        public LoadedObject requester() {
            return requester;
        }

        @Override
        public Stream<Candidate> candidates(Text name) {
            Stream<Candidate> first = in(requested(), name, Ground.DIRECTORY);
            Stream<Candidate> last = in(plain(defaults), name, Ground.DIRECTORY);
            Stream<Candidate> other = in(configured(), name, Ground.CONFIGURATION);
            return Stream.concat(Stream.concat(first, cached(name)), Stream.concat(last, other));
        }

        /** Resolves the directories when they are taken: together with the working directory they can be large. */
        private Stream<SearchPath.Directory> requested() {
            return requested.stream()
                    .map(directory -> new SearchPath.Directory(
                            workingDirectory.resolve(directory.path()), directory.isOneOfSeveral()));
        }

        private Stream<Candidate> in(Stream<SearchPath.Directory> directories, Text name, Ground ground) {
            return directories
                    .flatMap(this::withLevels)
                    .map(directory ->
                            new Candidate(SearchPath.in(directory.path(), name), directory.isOneOfSeveral(), ground));
        }

        /** Returns the directories for better processors in a directory, then the directory itself. */
        private Stream<SearchPath.Directory> withLevels(SearchPath.Directory directory) {
            Stream<SearchPath.Directory> levels = LibraryDirectories.processorLevels(machine).stream()
                    .map(level -> SearchPath.in(directory.path(), Text.of("glibc-hwcaps/" + level)))
                    .map(path -> new SearchPath.Directory(path, true));
            return Stream.concat(levels, Stream.of(directory));
        }

        private Stream<Candidate> cached(Text name) {
            return cache.entries(name).stream()
                    .filter(entry -> !isPassedOver(SearchPath.parent(entry.path())))
                    .map(entry -> new Candidate(entry.path(), entry.isVariant(), groundOf(entry)));
        }

        private Ground groundOf(LinkerCache.Entry entry) {
            return searched().contains(SearchPath.parent(entry.path())) ? Ground.DIRECTORY : Ground.CACHE;
        }

        private Set<Text> searched() {
            Set<Text> known = searched;
            if (known == null) {
                // A library in a relative directory is found there, before the cache is searched.
                known = Stream.concat(
                                requested.stream().filter(directory -> SearchPath.isAbsolute(directory.path())),
                                plain(defaults))
                        .flatMap(this::withLevels)
                        .map(directory -> normal(directory.path()))
                        .collect(Collectors.toSet());
                searched = known;
            }
            return known;
        }

        private Stream<SearchPath.Directory> configured() {
            return plain(configured).filter(directory -> !isPassedOver(directory.path()));
        }

        /**
         * Returns whether the object skips a directory because it is a default one, even if the cache names libraries
         * in it.
         */
        private boolean isPassedOver(Text directory) {
            return requester.description().skipsDefaults()
                    && LibraryDirectories.ofGlibc(machine).contains(directory);
        }

        @Override
        public Stream<Text> directories() {
            return Stream.of(requested(), plain(defaults), configured())
                    .flatMap(Function.identity())
                    .map(SearchPath.Directory::path)
                    .distinct();
        }
    }

    private static Stream<SearchPath.Directory> plain(List<Text> directories) {
        return directories.stream().map(path -> new SearchPath.Directory(path, false));
    }

    /** A list may spell a directory with a slash at its end; the cache does not. */
    private static Text normal(Text directory) {
        return SearchPath.parent(SearchPath.in(directory, Text.of("")));
    }

    @Override
    public List<Text> expansions(Text path, LoadedObject requester) {
        return SearchPath.expansions(path, requester.directory(), machine).stream()
                .map(workingDirectory::resolve)
                .toList();
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
