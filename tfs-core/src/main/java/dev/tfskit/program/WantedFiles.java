// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.program;

import dev.tfskit.elf.Machine;
import dev.tfskit.program.ProgramRequest.Wanted;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.Notice;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.lookup.SourceTree;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Selects what the user requests beside the program: files, directories and packages, with their libraries. Not
 * thread-safe.
 */
final class WantedFiles {

    private final TreeView view;
    private final SelectedEntries selection;
    private final LibraryClosure closure;
    private final Consumer<Notice> faults;

    /**
     * Creates a selector.
     *
     * @param closure loads the libraries of ELF files
     * @param faults receives what is not in the tree
     */
    WantedFiles(TreeView view, SelectedEntries selection, LibraryClosure closure, Consumer<Notice> faults) {
        this.view = view;
        this.selection = selection;
        this.closure = closure;
        this.faults = faults;
    }

    void add(Wanted wanted) throws IOException {
        Machine machine = closure.program().description().format().machine();
        try {
            switch (wanted) {
                case Wanted.Files(String pattern) -> addFiles(pattern);
                case Wanted.DebianPackage(String name) -> addPackage(new DebianPackages(view, machine), name);
                case Wanted.AlpinePackage(String name) -> addPackage(new AlpinePackages(view), name);
            }
        } catch (ProgramException e) {
            e.faults().forEach(faults);
        }
    }

    private void addFiles(String pattern) throws IOException {
        Reason reason = Reason.request("--with " + pattern);
        List<TreeView.Located> files = new ArrayList<>();
        Optional<TreeView.Located> exact = view.find(Text.of(pattern));
        List<Text> paths = exact.isPresent() ? List.of(Text.of(pattern)) : new PathPattern(pattern).matches(view);
        if (paths.isEmpty()) {
            faults.accept(
                    new Notice("--with " + pattern, "matches nothing in the target root; correct it or leave it out"));
        }
        for (Text path : paths) {
            Optional<TreeView.Located> located = selection.add(path, reason);
            if (located.isEmpty()) {
                addLinkItself(path, reason);
            } else {
                files.addAll(
                        located.get().isDirectory()
                                ? selection.addBelow(located.get().path(), reason)
                                : List.of(located.get()));
            }
        }
        addPlugins(files, reason);
    }

    private void addPackage(PackageDatabase packages, String wanted) throws IOException {
        List<TreeView.Located> files = new ArrayList<>();
        Reason reason = Reason.request("--with " + packages.name() + ":" + wanted);
        for (String name : packages.withDependencies(wanted)) {
            Reason why = name.equals(wanted) ? reason : reason.needs(name);
            for (Iterator<Text> paths = packages.files(name).iterator(); paths.hasNext(); ) {
                Text path = paths.next();
                // An administrator may have removed a file that the package lists.
                selection.add(path, why).filter(file -> !file.isDirectory()).ifPresent(files::add);
                addLinkItself(path, why);
            }
        }
        addPlugins(files, reason);
    }

    /** Selects a link even if it leads nowhere in this tree. */
    private void addLinkItself(Text path, Reason reason) throws IOException {
        Optional<TreeView.Located> parent = view.find(SearchPath.parent(path));
        if (parent.isPresent()) {
            TreePath link = parent.get()
                    .path()
                    .child(Symbol.copyOf(SearchPath.lastName(path).toByteArray()));
            Optional<SourceTree.Found> entry = view.entry(link);
            if (entry.isPresent() && entry.get().entry() instanceof SourceEntry.Link found) {
                selection.put(found, reason);
            }
        }
    }

    private void addPlugins(List<TreeView.Located> files, Reason reason) throws IOException {
        for (TreeView.Located file : files) {
            closure.loadPlugin(file, reason.needs(file.path().toString()));
        }
    }
}
