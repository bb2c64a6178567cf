// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.program;

import dev.tfskit.program.ProgramRequest.Wanted;
import dev.tfskit.schema.RootAttributes;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.Notice;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.TreeSource;
import dev.tfskit.source.lookup.ListedTree;
import dev.tfskit.source.lookup.SourceTree;
import dev.tfskit.text.Glob;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.value.VectorValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The smallest tree that runs a program: the program, its dynamic loader, the libraries that the loader would find,
 * what the C library loads by itself, and the files that programs expect. Nothing of the tree is executed, so the host
 * need not be able to run it. The selection and its order depend on the tree and the request only. Not thread-safe.
 */
public final class ProgramImage {

    private static final String LIBRARY_PATH = "LD_LIBRARY_PATH";
    /** The most directories that a message lists: each library that is missing has a message. */
    private static final int MOST_SHOWN_DIRECTORIES = 50;

    private final ProgramRequest request;
    private final TreeView view;
    private final SelectedEntries selection;
    private final Consumer<Notice> notices;
    private final ProgramStart start;
    private final List<Glob> without;

    /**
     * Why an entry is in the image.
     *
     * @param path the path of the entry
     * @param reason the chain of needs that ends with the request, such as {@code libpcre2-8.so.0 <- libselinux.so.1 <-
     *     /usr/bin/find}
     */
    public record Explanation(TreePath path, String reason) {}

    private ProgramImage(SourceTree tree, ProgramRequest request, Consumer<Notice> notices) throws IOException {
        this.request = request;
        this.without = request.without().stream().map(ProgramRequest::compile).toList();
        this.view = new TreeView(tree);
        this.selection = new SelectedEntries(view);
        this.notices = notices;
        this.start = ProgramStart.find(view, selection, request);
    }

    /**
     * Selects what a program needs.
     *
     * @param tree the tree in which everything is looked up; it must stay open while the source is read
     * @param request the program to run, and the other files to add
     * @param notices receives a notice about each oddity that does not prevent the image
     * @return the selection
     * @throws ProgramException when the program cannot run, or something that it needs is not in the tree; it names
     *     everything that is missing
     * @throws IOException when the tree cannot be read
     */
    public static ProgramImage select(SourceTree tree, ProgramRequest request, Consumer<Notice> notices)
            throws IOException {
        ProgramImage image = new ProgramImage(tree, request, notices);
        image.run();
        return image;
    }

    private void run() throws IOException {
        List<Notice> faults = new ArrayList<>();
        LibraryClosure closure = closure();
        ImplicitFiles implicit = new ImplicitFiles(view, selection, closure, notices);
        if (start.description().interpreter().isPresent()) {
            addLoader(start.description().interpreter().get(), faults::add);
            implicit.addPreloaded(request.environment().get("LD_PRELOAD"));
            closure.loadNeeded();
            implicit.addPartsOfLibc(!request.isBare());
        }
        report(closure, faults::add);
        if (!request.isBare()) {
            ExpectedFiles.addTo(selection);
        }
        addWorkingDirectory();
        WantedFiles wanted = new WantedFiles(view, selection, closure, faults::add);
        for (Wanted each : request.with()) {
            wanted.add(each);
        }
        // Files that the user adds by name may lack libraries; only the program must have all.
        report(closure, notices);
        if (start.description().interpreter().isPresent()) {
            implicit.addConfiguration();
        }
        selection.remove(this::isUnwanted);
        if (!faults.isEmpty()) {
            throw new ProgramException(faults);
        }
        if (start.description().usesAny(ElfDescription.DLOPEN)) {
            notices.accept(Notice.note(
                    start.path().toString(),
                    "loads libraries by name while it runs (dlopen); if one is missing then, add it with --with"));
        }
    }

    private LibraryClosure closure() throws IOException {
        Optional<Text> libraryPath =
                Optional.ofNullable(request.environment().get(LIBRARY_PATH)).map(Text::of);
        Reason reason = Reason.request(request.program().toString());
        return new LibraryClosure(
                view,
                selection,
                LibrarySearch.of(
                        view,
                        start.description(),
                        libraryPath.orElse(null),
                        WorkingDirectory.of(request.workingDirectory())),
                new LoadedObject(start.path(), start.description(), reason, null));
    }

    private void addLoader(Text loader, Consumer<Notice> faults) throws IOException {
        Reason reason = Reason.request(request.program().toString());
        if (selection.add(loader, reason.needs(loader.toString())).isEmpty()) {
            faults.accept(new Notice(
                    loader.toString(),
                    "is the dynamic loader of " + reason
                            + ", and is not in the target root; install the C library there"));
        }
    }

    private void report(LibraryClosure closure, Consumer<Notice> faults) throws IOException {
        List<LibraryClosure.Missing> missing = closure.takeMissing();
        int named = LibraryClosure.countOfNamed(missing.size());
        for (LibraryClosure.Missing library : missing.subList(0, named)) {
            List<Text> directories =
                    closure.places(library.requester()).directories().toList();
            faults.accept(new Notice(library.name().toString(), describe(library, directories)));
        }
        if (named < missing.size()) {
            faults.accept(new Notice(
                    missing.get(named).name().toString(),
                    "is not found either; " + (missing.size() - named - 1) + " more libraries are not found"));
        }
    }

    private String describe(LibraryClosure.Missing library, List<Text> directories) {
        String text = "is needed by " + library.requester().reason()
                + (directories.isEmpty() ? ", and its loader searches no directory" : ", and is in none of ")
                + directories.stream()
                        .limit(MOST_SHOWN_DIRECTORIES)
                        .map(Text::toString)
                        .collect(Collectors.joining(", "))
                + (directories.size() <= MOST_SHOWN_DIRECTORIES
                        ? ""
                        : " and " + (directories.size() - MOST_SHOWN_DIRECTORIES) + " more directories");
        Symbol last = Symbol.copyOf(SearchPath.lastName(library.name()).toByteArray());
        Optional<TreePath> elsewhere = view.nearest(last);
        return elsewhere.isEmpty()
                ? text + "; install it in the target root, or add with -r a root that has it"
                : text + "; " + elsewhere.get() + " has its name: if it is right, add its directory with --env "
                        + LIBRARY_PATH + "=" + elsewhere.get().parent().orElseThrow();
    }

    private void addWorkingDirectory() throws IOException {
        Optional<Text> directory = request.workingDirectory();
        if (directory.isPresent()) {
            Reason reason = Reason.request("working directory " + directory.get());
            if (selection.add(directory.get(), reason).isEmpty()) {
                selection.addDirectory(directory.get(), reason);
            }
        }
    }

    private boolean isUnwanted(TreePath path) {
        byte[] bytes = path.toText().toByteArray();
        return without.stream().anyMatch(glob -> glob.matches(bytes));
    }

    /**
     * Returns the selected entries, sorted.
     *
     * @return a source for an image; the tree must stay open while it is read
     */
    public TreeSource source() {
        Iterator<SourceEntry> entries = selection.iterator();
        return new TreeSource() {
            @Override
            public Optional<SourceEntry> next() {
                return entries.hasNext() ? Optional.of(entries.next()) : Optional.empty();
            }

            @Override
            public boolean isSorted() {
                return true;
            }
        };
    }

    /**
     * Returns the selected entries as a tree.
     *
     * @return a new tree
     */
    public SourceTree tree() {
        ListedTree tree = new ListedTree();
        selection.entries().forEach(entry -> tree.add(entry.found()));
        return tree;
    }

    /**
     * Returns the root attributes that make the kernel run the program.
     *
     * @return a new tuple: program, arguments, environment, and the working directory if there is one
     */
    public Tuple attributes() {
        Tuple attributes = new Tuple();
        attributes.set(RootAttributes.PROGRAM, start.path());
        List<Value> arguments = new ArrayList<>();
        start.arguments().forEach(argument -> arguments.add(Text.of(argument)));
        attributes.set(RootAttributes.ARGUMENTS, VectorValue.of(arguments));
        Tuple environment = new Tuple();
        new TreeMap<>(request.environment()).forEach((name, value) -> environment.set(Symbol.of(name), Text.of(value)));
        attributes.set(RootAttributes.ENVIRONMENT, environment);
        request.workingDirectory().ifPresent(directory -> attributes.set(RootAttributes.WORKING_DIRECTORY, directory));
        return attributes;
    }

    /**
     * Returns why each entry is in the image. Directories that are there only for what is in them are left out.
     *
     * @return the explanations in the order of the paths
     */
    public List<Explanation> explanations() {
        List<Explanation> explanations = new ArrayList<>();
        for (SelectedEntries.Selected entry : selection.entries()) {
            Reason reason = entry.reason();
            if (reason != null) {
                explanations.add(new Explanation(entry.found().entry().path(), reason.toString()));
            }
        }
        return explanations;
    }
}
