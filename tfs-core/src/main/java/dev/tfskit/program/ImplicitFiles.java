// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.program;

import dev.tfskit.source.Notice;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The files that the dynamic loader and the C library load or read although no ELF file names them: preloaded
 * libraries, the modules of the name service, the library that unwinds stacks, a locale, and the configuration of the
 * loader. Not thread-safe.
 */
final class ImplicitFiles {

    private static final Text PRELOAD_FILE = Text.of("/etc/ld.so.preload");
    private static final Text CACHE_FILE = Text.of("/etc/ld.so.cache");
    private static final Text NAME_SERVICE_FILE = Text.of("/etc/nsswitch.conf");
    private static final Text GLIBC = Text.of("libc.so.6");
    private static final Text UNWINDER = Text.of("libgcc_s.so.1");
    private static final List<Text> UTF_8_LOCALES =
            List.of(Text.of("/usr/lib/locale/C.utf8"), Text.of("/usr/lib/locale/C.UTF-8"));
    private static final int MOST_CONFIGURATION_BYTES = 1 << 20;

    private final TreeView view;
    private final SelectedEntries selection;
    private final LibraryClosure closure;
    private final Consumer<Notice> notices;

    ImplicitFiles(TreeView view, SelectedEntries selection, LibraryClosure closure, Consumer<Notice> notices) {
        this.view = view;
        this.selection = selection;
        this.closure = closure;
        this.notices = notices;
    }

    private Reason why(Text file) {
        return closure.program().reason().needs(file.toString());
    }

    /**
     * Loads the libraries that {@code LD_PRELOAD} and the configuration of the loader name, before those that the
     * program needs.
     *
     * @param variable the value of {@code LD_PRELOAD}; null when it is not set
     */
    void addPreloaded(@Nullable String variable) throws IOException {
        Set<String> names = new LinkedHashSet<>();
        if (variable != null) {
            names.addAll(List.of(variable.split("[: ]+")));
        }
        if (isForGlibc()) {
            Optional<TreeView.Located> file = selection.add(PRELOAD_FILE, why(PRELOAD_FILE));
            if (file.isPresent() && file.get().found().entry() instanceof SourceEntry.File found) {
                for (String line : SmallFile.lines(found, MOST_CONFIGURATION_BYTES)) {
                    names.addAll(List.of(line.replaceAll("#.*", "").strip().split("[: \t]+")));
                }
            }
        }
        names.remove("");
        for (String name : names) {
            Text library = Text.of(name);
            if (!closure.load(library, closure.program(), why(library))) {
                notices.accept(new Notice(
                        name,
                        "is a library to preload, but the target root lacks it; the program starts without it, "
                                + "unless you install it there"));
            }
        }
    }

    private boolean isForGlibc() {
        return !LibrarySearch.isMusl(closure.program().description());
    }

    /**
     * Adds the files that the C library of the program loads and reads.
     *
     * @param hasNameServiceFile whether {@code /etc/nsswitch.conf} goes in if the tree has it
     */
    void addPartsOfLibc(boolean hasNameServiceFile) throws IOException {
        Optional<LoadedObject> libc = closure.loaded(GLIBC);
        if (libc.isEmpty()) {
            return;
        }
        for (String service : hasNameServiceFile ? nameServices() : defaultServices()) {
            Text module = Text.of("libnss_" + service + ".so.2");
            closure.load(
                    module,
                    libc.get(),
                    libc.get().reason().needs(NAME_SERVICE_FILE.toString()).needs(module.toString()));
        }
        if (closure.unwindsThreads()) {
            closure.load(UNWINDER, libc.get(), libc.get().reason().needs(UNWINDER.toString()));
        }
        for (Text locale : UTF_8_LOCALES) {
            Reason reason = libc.get().reason().needs(locale.toString());
            Optional<TreeView.Located> directory = selection.add(locale, reason);
            if (directory.isPresent() && directory.get().isDirectory()) {
                selection.addBelow(directory.get().path(), reason);
            }
        }
        closure.loadNeeded();
    }

    /** Returns the services that glibc uses when no file names others. */
    private static Set<String> defaultServices() {
        return new TreeSet<>(Set.of("files", "dns"));
    }

    private Set<String> nameServices() throws IOException {
        Optional<TreeView.Located> file = view.find(NAME_SERVICE_FILE);
        if (file.isEmpty() || !(file.get().found().entry() instanceof SourceEntry.File found)) {
            return defaultServices();
        }
        Set<String> services = new TreeSet<>();
        for (String line : SmallFile.lines(found, MOST_CONFIGURATION_BYTES)) {
            int colon = line.indexOf(':');
            if (colon > 0 && !line.startsWith("#")) {
                String list = withoutActions(line.substring(colon + 1).replaceAll("#.*", ""));
                services.addAll(List.of(list.strip().split("\\s+")));
            }
        }
        services.remove("");
        return services;
    }

    /** Replaces what is between brackets, which says what follows on the result of a service. */
    private static String withoutActions(String list) {
        StringBuilder services = new StringBuilder();
        int at = 0;
        int open = list.indexOf('[');
        int close = list.indexOf(']', open);
        while (open >= 0 && close >= 0) {
            services.append(list, at, open).append(' ');
            at = close + 1;
            open = list.indexOf('[', at);
            close = list.indexOf(']', open);
        }
        return services.append(list, at, list.length()).toString();
    }

    /** Adds the files that the loader reads to find libraries. Must be called after all libraries are known. */
    void addConfiguration() throws IOException {
        if (!isForGlibc()) {
            Text file = MuslSearch.configuration(
                    closure.program().description().format().machine());
            selection.add(file, why(file));
        } else if (closure.needsCache()) {
            selection.add(CACHE_FILE, why(CACHE_FILE));
        }
        for (LibraryClosure.Uncached library : closure.uncached()) {
            notices.accept(new Notice(
                    library.path().toString(),
                    library.requester().reason()
                            + " needs it, but the loader would search for it only in /etc/ld.so.cache, "
                            + "which does not list it; run ldconfig -r on the target root, or add --env "
                            + "LD_LIBRARY_PATH="
                            + SearchPath.parent(library.path())));
        }
    }
}
