// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.program;

import dev.tfskit.elf.ElfFormatException;
import dev.tfskit.error.Messages;
import dev.tfskit.program.ProgramRequest.Wanted;
import dev.tfskit.schema.PathWalk;
import dev.tfskit.schema.RootAttributes;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.Notice;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.SourceTree;
import dev.tfskit.source.TreeSource;
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
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The smallest tree that runs a program: the program, its dynamic loader, the libraries that the loader would find,
 * what the C library loads by itself, and the files that programs expect. Nothing of the tree is executed, so the host
 * need not be able to run it. The selection and its order depend on the tree and the request only. For one thread.
 */
public final class ProgramImage {

    /** An interpreter may be a script itself; Linux goes no further than this. */
    private static final int MOST_SCRIPTS = 5;

    private static final Text PRELOAD_FILE = Text.of("/etc/ld.so.preload");
    private static final Text CACHE_FILE = Text.of("/etc/ld.so.cache");
    private static final Text NAME_SERVICE_FILE = Text.of("/etc/nsswitch.conf");
    private static final Text GLIBC = Text.of("libc.so.6");
    private static final Text THREAD_EXIT_LIBRARY = Text.of("libgcc_s.so.1");
    private static final List<Text> UTF_8_LOCALES =
            List.of(Text.of("/usr/lib/locale/C.utf8"), Text.of("/usr/lib/locale/C.UTF-8"));
    private static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final int MOST_CONFIGURATION_BYTES = 1 << 20;

    private final ProgramRequest request;
    private final TreeView view;
    private final Selection selection;
    private final Consumer<Notice> notices;
    private final List<Notice> faults = new ArrayList<>();
    private final List<Value> arguments = new ArrayList<>();
    private Text program;
    private @Nullable LibraryClosure libraries;

    /**
     * Why an entry is in the image.
     *
     * @param path the path of the entry
     * @param reason the chain of needs that ends with what was asked for, such as {@code libpcre2-8.so.0 <-
     *     libselinux.so.1 <- /usr/bin/find}
     */
    public record Explanation(TreePath path, String reason) {}

    private ProgramImage(SourceTree tree, ProgramRequest request, Consumer<Notice> notices) {
        this.request = request;
        this.view = new TreeView(tree);
        this.selection = new Selection(view);
        this.notices = notices;
        this.program = request.program();
    }

    /**
     * Selects what a program needs.
     *
     * @param tree the tree in which everything is looked up; it must stay open while the source is read
     * @param request what is to run, and what else goes in
     * @param notices receives what the user should know although the image can be made
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
        TreeView.Located file = findProgram();
        ElfDescription elf = resolveScripts(file);
        Reason reason = Reason.request(program.toString());
        addLibraries(elf, reason);
        if (!request.isBare()) {
            ExpectedFiles.addTo(selection);
        }
        addWorkingDirectory();
        for (Wanted wanted : request.with()) {
            add(wanted);
        }
        selection.remove(this::isUnwanted);
        if (elf.usesAny(ElfDescription.DLOPEN)) {
            notices.accept(new Notice(
                    program.toString(),
                    "loads libraries by name while it runs (dlopen); if one is missing then, add it with --with"));
        }
        if (!faults.isEmpty()) {
            throw new ProgramException(faults);
        }
    }

    private TreeView.Located findProgram() throws IOException {
        Optional<TreeView.Located> found = selection.add(program, Reason.request(program.toString()));
        if (found.isEmpty()) {
            Symbol name = Symbol.copyOf(SearchPath.lastName(program).toByteArray());
            List<TreePath> elsewhere = view.named(name, 1);
            throw new ProgramException(
                    program.toString(),
                    "is not in the target root; "
                            + (elsewhere.isEmpty()
                                    ? "name a program that is there, or a root that has it with -r"
                                    : elsewhere.getFirst() + " has its name"));
        }
        return found.get();
    }

    /** Follows the interpreters of scripts to an ELF file, which becomes the program, and collects the arguments. */
    private ElfDescription resolveScripts(TreeView.Located first) throws IOException {
        TreeView.Located at = first;
        List<String> given = new ArrayList<>(request.arguments());
        if (given.isEmpty() || !isOwnName(given.getFirst())) {
            given.addFirst(program.decode());
        }
        for (int i = 0; i < MOST_SCRIPTS; i++) {
            if (!(at.found().entry() instanceof SourceEntry.File file)) {
                throw new ProgramException(program.toString(), "is not a file; name a program");
            }
            Optional<ElfDescription> elf = describe(file);
            if (elf.isPresent()) {
                given.forEach(argument -> arguments.add(Text.of(argument)));
                return elf.get();
            }
            Script script = Script.of(file.content())
                    .orElseThrow(() -> new ProgramException(
                            program.toString(), "is neither an ELF file nor a script; name a program"));
            Text interpreter = interpreterPath(script);
            at = selection
                    .add(interpreter, Reason.request(program.toString()).needs(interpreter.toString()))
                    .orElseThrow(() -> new ProgramException(
                            program.toString(),
                            "is a script for " + interpreter + ", which is not in the target root; install it there"));
            given.set(0, program.decode());
            given.addAll(0, script.arguments());
            given.addFirst(interpreter.decode());
            program = interpreter;
        }
        throw new ProgramException(
                request.program().toString(), "is a script whose interpreters are scripts, more than " + MOST_SCRIPTS);
    }

    private boolean isOwnName(String argument) {
        return argument.equals(program.decode())
                || argument.equals(SearchPath.lastName(program).decode());
    }

    private Optional<ElfDescription> describe(SourceEntry.File file) throws IOException {
        try {
            return ElfDescription.of(file.content());
        } catch (ElfFormatException e) {
            throw new ProgramException(program.toString(), "is not a valid ELF file: " + Messages.reasonOf(e));
        }
    }

    /** Returns the path of the interpreter; a name is looked up in {@code PATH}, as {@code env} does. */
    private Text interpreterPath(Script script) throws IOException {
        if (script.interpreter().contains('/')) {
            return script.interpreter();
        }
        String path = request.environment().getOrDefault("PATH", DEFAULT_PATH);
        for (String directory : path.split(":")) {
            Text candidate = SearchPath.in(Text.of(directory.isEmpty() ? "/" : directory), script.interpreter());
            Optional<TreeView.Located> found = view.find(candidate);
            if (found.isPresent() && !found.get().isDirectory()) {
                return candidate;
            }
        }
        throw new ProgramException(
                program.toString(),
                "is a script for " + script.interpreter() + ", which is in no directory of " + path
                        + "; install it in the target root, or set PATH with --env");
    }

    private void addLibraries(ElfDescription elf, Reason reason) throws IOException {
        Optional<Text> libraryPath = Optional.ofNullable(request.environment().get("LD_LIBRARY_PATH"))
                .map(Text::of);
        LibrarySearch search = LibrarySearch.of(view, elf, libraryPath);
        LibraryClosure closure = new LibraryClosure(view, selection, search, elf.format());
        libraries = closure;
        if (elf.interpreter().isEmpty()) {
            return;
        }
        Text interpreter = elf.interpreter().get();
        if (selection.add(interpreter, reason.needs(interpreter.toString())).isEmpty()) {
            faults.add(new Notice(
                    interpreter.toString(),
                    "is the dynamic loader of " + reason
                            + ", and is not in the target root; install the C library there"));
        }
        LoadedObject object = new LoadedObject(program, elf, reason, null);
        closure.addProgram(program, elf, reason);
        addPreloaded(closure, object);
        if (LibrarySearch.isMusl(elf)) {
            selection.add(
                    Text.of("/etc/ld-musl-"
                            + LibraryDirectories.muslName(elf.format().machine()) + ".path"),
                    reason.needs("the directories of the loader"));
        } else {
            addPartsOfGlibc(closure, object);
        }
        closure.reportMissing(faults::add);
    }

    private void addPreloaded(LibraryClosure closure, LoadedObject object) throws IOException {
        Set<String> names = new TreeSet<>();
        Optional<String> variable = Optional.ofNullable(request.environment().get("LD_PRELOAD"));
        variable.ifPresent(list -> names.addAll(List.of(list.split("[: ]+"))));
        Optional<TreeView.Located> file =
                selection.add(PRELOAD_FILE, object.reason().needs(PRELOAD_FILE.toString()));
        if (file.isPresent() && file.get().found().entry() instanceof SourceEntry.File found) {
            for (String line : SmallFile.lines(found, MOST_CONFIGURATION_BYTES)) {
                names.addAll(List.of(line.replaceAll("#.*", "").strip().split("[: \t]+")));
            }
        }
        names.remove("");
        for (String name : names) {
            if (!closure.addLibrary(Text.of(name), object, object.reason().needs(name))) {
                notices.accept(new Notice(
                        name, "is to be preloaded, and is not in the target root; the loader goes on without it"));
            }
        }
    }

    /** Adds what glibc loads or reads without being asked by name. */
    private void addPartsOfGlibc(LibraryClosure closure, LoadedObject object) throws IOException {
        Reason reason = object.reason().needs(GLIBC.toString());
        if (closure.hasLoaded(GLIBC)) {
            for (String service : nameServices()) {
                Text module = Text.of("libnss_" + service + ".so.2");
                closure.addLibrary(
                        module,
                        object,
                        reason.needs(NAME_SERVICE_FILE.toString()).needs(module.toString()));
            }
            if (closure.unwindsThreads()) {
                closure.addLibrary(THREAD_EXIT_LIBRARY, object, reason.needs(THREAD_EXIT_LIBRARY.toString()));
            }
            for (Text locale : UTF_8_LOCALES) {
                Optional<TreeView.Located> directory = selection.add(locale, reason.needs(locale.toString()));
                if (directory.isPresent() && directory.get().isDirectory()) {
                    selection.addBelow(directory.get().path(), reason.needs(locale.toString()));
                }
            }
        }
        if (closure.needsCache()
                && selection
                        .add(CACHE_FILE, reason.needs(CACHE_FILE.toString()))
                        .isEmpty()) {
            notices.accept(new Notice(
                    CACHE_FILE.toString(),
                    "is not in the target root, and the loader finds libraries outside its default directories by it; "
                            + "run ldconfig -r on the root, or set LD_LIBRARY_PATH with --env"));
        }
    }

    /** Returns the services of {@code nsswitch.conf}; those that glibc takes without it if the file is missing. */
    private Set<String> nameServices() throws IOException {
        Optional<TreeView.Located> file = request.isBare() ? Optional.empty() : view.find(NAME_SERVICE_FILE);
        Set<String> services = new TreeSet<>();
        if (file.isEmpty() || !(file.get().found().entry() instanceof SourceEntry.File found)) {
            services.addAll(List.of("files", "dns"));
            return services;
        }
        for (String line : SmallFile.lines(found, MOST_CONFIGURATION_BYTES)) {
            int colon = line.indexOf(':');
            if (colon > 0 && !line.startsWith("#")) {
                String list = line.substring(colon + 1).replaceAll("#.*", "").replaceAll("\\[[^]]*]", " ");
                services.addAll(List.of(list.strip().split("\\s+")));
            }
        }
        services.remove("");
        return services;
    }

    private void addWorkingDirectory() throws IOException {
        Optional<Text> directory = request.workingDirectory();
        if (directory.isPresent()) {
            Reason reason = Reason.request("--cwd " + directory.get());
            if (selection.add(directory.get(), reason).isEmpty()) {
                TreePath at = TreePath.ROOT;
                for (Symbol name : PathWalk.split(directory.get())) {
                    at = at.child(name);
                }
                selection.put(new SourceEntry.Directory(at, SourceEntry.Metadata.NONE), reason);
            }
        }
    }

    private void add(Wanted wanted) throws IOException {
        switch (wanted) {
            case Wanted.Files(String pattern) -> addFiles(pattern);
            case Wanted.DebianPackage(String name) -> addPackage(new DebianPackages(view), name);
            case Wanted.AlpinePackage(String name) -> addPackage(new AlpinePackages(view), name);
        }
    }

    private void addFiles(String pattern) throws IOException {
        Reason reason = Reason.request("--with " + pattern);
        List<TreeView.Located> files = new ArrayList<>();
        Optional<TreeView.Located> exact = view.find(Text.of(pattern));
        List<Text> paths = exact.isPresent()
                ? List.of(Text.of(pattern))
                : selection.matches(Glob.compile(pattern)).stream()
                        .map(TreePath::toText)
                        .toList();
        if (paths.isEmpty()) {
            faults.add(
                    new Notice("--with " + pattern, "matches nothing in the target root; correct it or leave it out"));
        }
        for (Text path : paths) {
            Optional<TreeView.Located> located = selection.add(path, reason);
            if (located.isPresent()) {
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
            for (Text path : packages.files(name)) {
                // What an administrator removed is not there, although the package lists it.
                selection.add(path, why).filter(file -> !file.isDirectory()).ifPresent(files::add);
                addLinkItself(path, why);
            }
        }
        addPlugins(files, reason);
    }

    /** A package may own a link that leads nowhere here. */
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

    /** Selects the libraries of ELF files that came in by name. One that is missing is no reason to stop. */
    private void addPlugins(List<TreeView.Located> files, Reason reason) throws IOException {
        LibraryClosure closure = Objects.requireNonNull(libraries);
        for (TreeView.Located file : files) {
            closure.addPlugin(file, reason.needs(file.path().toString()));
        }
        closure.reportMissing(notices);
    }

    private boolean isUnwanted(TreePath path) {
        byte[] bytes = path.toText().toByteArray();
        return request.without().stream().anyMatch(glob -> glob.matches(bytes));
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
     * Returns the root attributes that make the kernel run the program.
     *
     * @return a new tuple: program, arguments, environment, and the working directory if there is one
     */
    public Tuple attributes() {
        Tuple attributes = new Tuple();
        attributes.set(RootAttributes.PROGRAM, program);
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
        for (Selection.Selected entry : selection.entries()) {
            Reason reason = entry.reason();
            if (reason != null) {
                explanations.add(new Explanation(entry.found().entry().path(), reason.toString()));
            }
        }
        return explanations;
    }
}
