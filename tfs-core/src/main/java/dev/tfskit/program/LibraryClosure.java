// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.program;

import dev.tfskit.elf.ElfFormatException;
import dev.tfskit.program.LibrarySearch.Candidate;
import dev.tfskit.program.LibrarySearch.Ground;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Selects the libraries that a program needs, as the dynamic loader would find them: breadth first, each library once.
 * Not thread-safe.
 */
final class LibraryClosure {

    /**
     * The most paths that are tried. Two thousand libraries in sixty directories, with those for better processors,
     * take an eighth of it; a hostile program needs any number of libraries that are in none of its directories.
     */
    private static final int MOST_TRIED = 4_000_000;

    /** The most libraries of one kind that have messages of their own; a program can need any number. */
    private static final int MOST_NAMED = 100;

    private final TreeView view;
    private final SelectedEntries selection;
    private final LibrarySearch search;
    private final LoadedObject program;
    private final Deque<LoadedObject> ahead = new ArrayDeque<>();
    private final Map<Text, Optional<LoadedObject>> loaded = new HashMap<>();
    /** By the identity of the file: as the loader does, the closure takes two names of one file for one library. */
    private final Map<Object, LoadedObject> byFile = new HashMap<>();

    private final Map<Object, Optional<ElfDescription>> descriptions = new HashMap<>();
    private final Map<Text, Missing> missing = new LinkedHashMap<>();
    private final Map<Text, Uncached> uncached = new LinkedHashMap<>();
    /** Where the libraries of the last object may be that needed one; null before the first. */
    private LibrarySearch.@Nullable Places places;

    private int tried;
    private boolean unwindsThreads;
    private boolean needsCache;

    /**
     * A library that was not found.
     *
     * @param name its name
     * @param requester the first object that needs it
     */
    record Missing(Text name, LoadedObject requester) {}

    /**
     * A library that the loader would find if {@code ldconfig} rebuilt its cache.
     *
     * @param name its name
     * @param path its path
     * @param requester the first object that needs it
     */
    record Uncached(Text name, Text path, LoadedObject requester) {}

    /**
     * Creates a closure that has loaded a program and its loader, and no library yet.
     *
     * @param program the program, which is selected already
     */
    LibraryClosure(TreeView view, SelectedEntries selection, LibrarySearch search, LoadedObject program)
            throws IOException {
        this.view = view;
        this.selection = selection;
        this.search = search;
        this.program = program;
        ahead.add(program);
        unwindsThreads = program.description().usesAny(ElfDescription.THREADS)
                || program.description().usesAny(ElfDescription.UNWINDING);
        Optional<Text> interpreter = program.description().interpreter();
        if (interpreter.isPresent()) {
            // The loader is in memory before all others, under its path and its own name.
            loaded.put(interpreter.get(), Optional.empty());
            Optional<TreeView.Located> file = view.find(interpreter.get());
            if (file.isPresent()) {
                describe(file.get())
                        .flatMap(search::ownName)
                        .ifPresent(name -> loaded.putIfAbsent(name, Optional.empty()));
            }
        }
    }

    /** Returns the program. */
    LoadedObject program() {
        return program;
    }

    /** Selects the libraries that are still needed by what was loaded. */
    void loadNeeded() throws IOException {
        while (!ahead.isEmpty()) {
            LoadedObject object = ahead.remove();
            for (Text needed : object.description().needed()) {
                if (!load(needed, object, object.reason().needs(needed.toString()))) {
                    missing.putIfAbsent(needed, new Missing(needed, object));
                }
            }
        }
    }

    /** Selects the libraries of a file that the program loads while it runs; the file is selected already. */
    void loadPlugin(TreeView.Located file, Reason reason) throws IOException {
        Optional<ElfDescription> elf = describe(file);
        if (elf.isPresent() && isUsable(elf.get()) && !byFile.containsKey(identity(file))) {
            LoadedObject plugin = new LoadedObject(file.path().toText(), elf.get(), reason, program);
            byFile.put(identity(file), plugin);
            unwindsThreads |= elf.get().usesAny(ElfDescription.UNWINDING);
            ahead.add(plugin);
            loadNeeded();
        }
    }

    /**
     * Returns where the libraries of an object may be.
     *
     * @throws LookupLimitException when its lists of directories are too long
     */
    LibrarySearch.Places places(LoadedObject requester) throws IOException {
        LibrarySearch.Places known = places;
        if (known == null || known.requester() != requester) {
            known = search.places(requester);
            places = known;
        }
        return known;
    }

    /**
     * Finds a library and selects it, unless it is loaded already. {@link #loadNeeded} loads the libraries that it
     * needs.
     *
     * @param requester the object that needs it
     * @return whether it was found
     */
    boolean load(Text name, LoadedObject requester, Reason reason) throws IOException {
        if (loaded.containsKey(name) || search.isLoaderItself(name)) {
            return true;
        }
        Optional<LoadedObject> found =
                name.contains('/') ? loadPath(name, requester, reason) : searchFor(name, requester, reason);
        if (found.isPresent()) {
            loaded.put(name, found);
        }
        return found.isPresent();
    }

    private Optional<LoadedObject> loadPath(Text name, LoadedObject requester, Reason reason) throws IOException {
        for (Text path : search.expansions(name, requester)) {
            Optional<LoadedObject> object = select(path, requester, reason);
            if (object.isPresent()) {
                return object;
            }
        }
        return Optional.empty();
    }

    private Optional<LoadedObject> searchFor(Text name, LoadedObject requester, Reason reason) throws IOException {
        Optional<LoadedObject> variant = Optional.empty();
        for (Iterator<Candidate> candidates = places(requester).candidates(name).iterator(); candidates.hasNext(); ) {
            Candidate candidate = candidates.next();
            countTried(requester);
            Optional<LoadedObject> object = select(candidate.path(), requester, reason);
            if (object.isEmpty()) {
                continue;
            }
            needsCache |= candidate.ground() == Ground.CACHE;
            if (candidate.ground() == Ground.CONFIGURATION && !candidate.isVariant()) {
                uncached.putIfAbsent(name, new Uncached(name, candidate.path(), requester));
            }
            if (!candidate.isVariant()) {
                return object;
            }
            variant = object;
        }
        return variant;
    }

    private void countTried(LoadedObject requester) throws LookupLimitException {
        if (++tried > MOST_TRIED) {
            throw new LookupLimitException(
                    requester.path().toString(),
                    "needs libraries that could be at more than " + MOST_TRIED
                            + " paths; let it need fewer libraries, or name fewer directories");
        }
    }

    /** Selects the library at a path, if there is one that the program can use. */
    private Optional<LoadedObject> select(Text path, LoadedObject requester, Reason reason) throws IOException {
        Optional<TreeView.Located> located = view.find(path);
        if (located.isEmpty()) {
            return Optional.empty();
        }
        Optional<ElfDescription> elf = describe(located.get());
        if (elf.isEmpty() || !isUsable(elf.get())) {
            return Optional.empty();
        }
        selection.add(path, reason);
        LoadedObject object = byFile.get(identity(located.get()));
        if (object == null) {
            object = new LoadedObject(path, elf.get(), reason, requester);
            byFile.put(identity(located.get()), object);
            unwindsThreads |= !isLibc(elf.get()) && elf.get().usesAny(ElfDescription.UNWINDING);
            ahead.add(object);
        }
        Optional<LoadedObject> found = Optional.of(object);
        search.ownName(elf.get()).ifPresent(name -> loaded.putIfAbsent(name, found));
        return found;
    }

    private static Object identity(TreeView.Located located) {
        return located.found().identity();
    }

    private boolean isUsable(ElfDescription elf) {
        return elf.format().equals(program.description().format()) && elf.isLoadable();
    }

    private static boolean isLibc(ElfDescription library) {
        return library.sharedObjectName()
                .filter(name -> name.toString().matches("libc\\.so\\..*|libpthread\\.so\\..*"))
                .isPresent();
    }

    /**
     * Returns the description of a file; empty if it is not an ELF file or is damaged, because the loader passes over
     * such files.
     */
    private Optional<ElfDescription> describe(TreeView.Located located) throws IOException {
        Optional<ElfDescription> known = descriptions.get(identity(located));
        if (known == null) {
            known = read(located);
            descriptions.put(identity(located), known);
        }
        return known;
    }

    private static Optional<ElfDescription> read(TreeView.Located located) throws IOException {
        if (!(located.found().entry() instanceof SourceEntry.File file)) {
            return Optional.empty();
        }
        try {
            return ElfDescription.of(file.content());
        } catch (ElfFormatException damaged) {
            return Optional.empty();
        }
    }

    /** Returns whether the program starts threads, or a library unwinds the stack of one. */
    boolean unwindsThreads() {
        return unwindsThreads;
    }

    /** Returns whether the loader finds a library only through its cache. */
    boolean needsCache() {
        return needsCache;
    }

    /** Returns the library of a name, if it was loaded. */
    Optional<LoadedObject> loaded(Text name) {
        return loaded.getOrDefault(name, Optional.empty());
    }

    /**
     * Returns how many libraries have messages of their own when so many are missing. The others are none, or at least
     * three, so that their number takes less room than their messages.
     */
    static int countOfNamed(int missing) {
        return missing < MOST_NAMED + 3 ? missing : MOST_NAMED;
    }

    /** Returns the libraries that were not found since the last call. */
    List<Missing> takeMissing() {
        List<Missing> all = List.copyOf(missing.values());
        missing.clear();
        return all;
    }

    /** Returns the libraries that the loader finds only after {@code ldconfig} has rebuilt its cache. */
    List<Uncached> uncached() {
        return List.copyOf(uncached.values());
    }
}
