// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.program;

import dev.tfskit.elf.ElfFormatException;
import dev.tfskit.elf.Machine;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.Notice;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Selects the libraries that a program needs, as the dynamic loader would find them: breadth first, each library once.
 * For one thread.
 */
final class LibraryClosure {

    private final TreeView view;
    private final Selection selection;
    private final LibrarySearch search;
    private final ElfDescription.Format format;
    private final Deque<LoadedObject> ahead = new ArrayDeque<>();
    private final Set<Text> loadedNames = new HashSet<>();
    private final Map<TreePath, Optional<ElfDescription>> descriptions = new HashMap<>();
    private final Map<Text, Missing> missing = new LinkedHashMap<>();
    private final Set<TreePath> examined = new HashSet<>();
    private boolean unwindsThreads;
    private boolean needsCache;

    /**
     * A library that was not found.
     *
     * @param name its name
     * @param requester the first object that needs it
     */
    record Missing(Text name, LoadedObject requester) {}

    LibraryClosure(TreeView view, Selection selection, LibrarySearch search, ElfDescription.Format format) {
        this.view = view;
        this.selection = selection;
        this.search = search;
        this.format = format;
    }

    private Machine machine() {
        return format.machine();
    }

    /** Selects the libraries of a program, which is selected already. */
    void addProgram(Text path, ElfDescription program, Reason reason) throws IOException {
        load(new LoadedObject(path, program, reason, null));
    }

    /** Selects the libraries of a file that a program loads while it runs; the file is selected already. */
    void addPlugin(TreeView.Located file, Reason reason) throws IOException {
        Optional<ElfDescription> elf = describe(file);
        if (elf.isPresent()
                && elf.get().format().equals(format)
                && elf.get().isLoadable()
                && examined.add(file.path())) {
            load(new LoadedObject(file.path().toText(), elf.get(), reason, null));
        }
    }

    /**
     * Selects a library by name.
     *
     * @return whether it was found
     */
    boolean addLibrary(Text name, LoadedObject requester, Reason reason) throws IOException {
        boolean found = resolve(name, requester, reason);
        drain();
        return found;
    }

    private void load(LoadedObject object) throws IOException {
        unwindsThreads |= object.description().usesAny(ElfDescription.THREADS)
                || object.description().usesAny(ElfDescription.UNWINDING);
        ahead.add(object);
        drain();
    }

    private void drain() throws IOException {
        while (!ahead.isEmpty()) {
            LoadedObject object = ahead.remove();
            for (Text needed : object.description().needed()) {
                if (!resolve(needed, object, object.reason().needs(needed.toString()))) {
                    missing.putIfAbsent(needed, new Missing(needed, object));
                }
            }
        }
    }

    /** Finds a library and selects it, unless it is loaded already. */
    private boolean resolve(Text name, LoadedObject requester, Reason reason) throws IOException {
        if (loadedNames.contains(name) || search.isLoaderItself(name)) {
            return true;
        }
        boolean found = name.contains('/') ? resolvePath(name, requester, reason) : searchFor(name, requester, reason);
        if (found) {
            loadedNames.add(name);
        }
        return found;
    }

    private boolean resolvePath(Text name, LoadedObject requester, Reason reason) throws IOException {
        for (Text path : SearchPath.expansions(name, requester.origin(), machine())) {
            if (take(path, requester, reason)) {
                return true;
            }
        }
        return false;
    }

    private boolean searchFor(Text name, LoadedObject requester, Reason reason) throws IOException {
        boolean found = false;
        for (LibrarySearch.Candidate candidate : search.candidates(name, requester)) {
            if (take(candidate.path(), requester, reason)) {
                found = true;
                needsCache |= candidate.isFromConfiguration();
                if (!candidate.isVariant()) {
                    return true;
                }
            }
        }
        return found;
    }

    /** Selects the library at a path, if there is one of the right format. */
    private boolean take(Text path, LoadedObject requester, Reason reason) throws IOException {
        Optional<TreeView.Located> located = view.find(path);
        if (located.isEmpty()) {
            return false;
        }
        Optional<ElfDescription> elf = describe(located.get());
        if (elf.isEmpty() || !elf.get().format().equals(format) || !elf.get().isLoadable()) {
            return false;
        }
        selection.add(path, reason);
        elf.get().sharedObjectName().ifPresent(loadedNames::add);
        if (examined.add(located.get().path())) {
            unwindsThreads |= !isLibc(elf.get()) && elf.get().usesAny(ElfDescription.UNWINDING);
            ahead.add(new LoadedObject(path, elf.get(), reason, requester));
        }
        return true;
    }

    private static boolean isLibc(ElfDescription library) {
        return library.sharedObjectName()
                .filter(name -> name.toString().matches("libc\\.so\\..*|libpthread\\.so\\..*"))
                .isPresent();
    }

    /** Returns the description of a file; empty for what is no ELF file, or a damaged one, as for the loader. */
    private Optional<ElfDescription> describe(TreeView.Located located) throws IOException {
        Optional<ElfDescription> known = descriptions.get(located.path());
        if (known == null) {
            known = read(located);
            descriptions.put(located.path(), known);
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

    /** Returns whether a library lies where the loader finds it only by its cache. */
    boolean needsCache() {
        return needsCache;
    }

    /** Returns whether a library of this name was loaded. */
    boolean hasLoaded(Text name) {
        return loadedNames.contains(name);
    }

    /** Returns the libraries that were not found. */
    List<Missing> missing() {
        return List.copyOf(missing.values());
    }

    /** Hands on a fault for each library that was not found, and forgets them. */
    void reportMissing(Consumer<Notice> faults) throws IOException {
        for (Missing library : missing.values()) {
            faults.accept(new Notice(library.name().toString(), describe(library)));
        }
        missing.clear();
    }

    private String describe(Missing library) throws IOException {
        String directories = search.directories(library.requester).stream()
                .map(Text::toString)
                .collect(Collectors.joining(", "));
        String text = "is needed by " + library.requester.reason() + ", and is in none of " + directories;
        Text last = SearchPath.lastName(library.name);
        Optional<TreePath> elsewhere =
                view.named(Symbol.copyOf(last.toByteArray()), 1).stream().findFirst();
        return elsewhere.isEmpty()
                ? text + "; install it in the target root, or add a root that has it with -r"
                : text + "; " + elsewhere.get() + " has its name: if it is right, add its directory with --env "
                        + "LD_LIBRARY_PATH=" + elsewhere.get().parent().orElseThrow();
    }
}
