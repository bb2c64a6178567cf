// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.program;

import dev.tfskit.elf.Machine;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The search of musl's loader: {@code LD_LIBRARY_PATH}; DT_RUNPATH or DT_RPATH of the object and of those that loaded
 * it; the directories of {@code /etc/ld-musl-ARCH.path}, or the default ones if that file is missing. Of the variables
 * that glibc replaces in paths it knows {@code $ORIGIN} alone, and only in the paths that objects name. The C library
 * is the loader itself.
 */
final class MuslSearch implements LibrarySearch {

    /** The libraries that are parts of musl's C library. */
    private static final Set<String> PARTS = Set.of("c", "pthread", "rt", "m", "dl", "util", "xnet");

    private static final String SEPARATORS = ":\n";
    private static final int MOST_CONFIGURATION_BYTES = 1 << 16;

    private final @Nullable Text libraryPath;
    private final WorkingDirectory workingDirectory;
    private final List<Text> standard;
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
    MuslSearch(TreeView view, Machine machine, @Nullable Text libraryPath, WorkingDirectory workingDirectory)
            throws IOException {
        this.libraryPath = libraryPath;
        this.workingDirectory = workingDirectory;
        Optional<TreeView.Located> file = view.find(configuration(machine));
        this.standard = file.isPresent() && file.get().found().entry() instanceof SourceEntry.File path
                ? SearchPath.plain(Text.wrap(SmallFile.read(path, MOST_CONFIGURATION_BYTES)), SEPARATORS)
                : LibraryDirectories.ofMusl();
    }

    /** Returns the path of the file that names the directories of the loader. */
    static Text configuration(Machine machine) {
        return Text.of("/etc/ld-musl-" + LibraryDirectories.muslName(machine) + ".path");
    }

    @Override
    public Places places(LoadedObject requester) throws LookupLimitException {
        DirectoryBudget.Share share = budget.new Share(requester);
        Set<Text> directories = new LinkedHashSet<>();
        if (libraryPath != null) {
            share.takeOfEnvironment(libraryPath);
            directories.addAll(SearchPath.plain(libraryPath, SEPARATORS));
        }
        for (LoadedObject object : requester.chain()) {
            Optional<Text> list = object.description().libraryRunPath().or(object.description()::libraryPath);
            if (list.isPresent() && share.takeRunPath(list.get(), object)) {
                SearchPath.withOrigin(list.get(), object.directory())
                        .ifPresent(paths -> directories.addAll(SearchPath.plain(paths, SEPARATORS)));
            }
        }
        directories.addAll(standard);
        return new MuslPlaces(requester, directories, workingDirectory);
    }

    private record MuslPlaces(LoadedObject requester, Set<Text> all, WorkingDirectory workingDirectory)
            implements Places {

        @Override
        public Stream<Candidate> candidates(Text name) {
            return resolved().map(directory -> new Candidate(SearchPath.in(directory, name), false, Ground.DIRECTORY));
        }

        @Override
        public Stream<Text> directories() {
            return resolved().distinct();
        }

        /** Resolves the directories when they are taken: together with the working directory they can be large. */
        private Stream<Text> resolved() {
            return all.stream().map(workingDirectory::resolve);
        }
    }

    @Override
    public List<Text> expansions(Text path, LoadedObject requester) {
        return List.of(workingDirectory.resolve(path));
    }

    @Override
    public boolean isLoaderItself(Text name) {
        String text = name.toString();
        int dot = text.indexOf('.');
        return text.startsWith("lib") && dot > 3 && PARTS.contains(text.substring(3, dot));
    }

    /** Always empty: musl searches a loaded library again when it is needed under another name. */
    @Override
    public Optional<Text> ownName(ElfDescription library) {
        return Optional.empty();
    }
}
