// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.program;

import dev.tfskit.error.NameNotAllowedException;
import dev.tfskit.message.Messages;
import dev.tfskit.schema.Limits;
import dev.tfskit.schema.RootAttributes;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.tfs.VolumeLookupTree;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Checks whether the libraries that a program needs are where its interpreter looks for them. Not thread-safe. */
final class LibraryCheck {

    private static final Symbol LIBRARY_PATH = Symbol.of("LD_LIBRARY_PATH");

    private final Volume volume;
    private final ProgramProblems problems;

    LibraryCheck(Volume volume, ProgramProblems problems) {
        this.volume = volume;
        this.problems = problems;
    }

    /**
     * Checks the libraries of a program.
     *
     * @param path the path of the program
     * @throws IOException when the volume cannot be read
     */
    void check(Text path) throws IOException {
        try {
            checkWithinLimits(path);
        } catch (LookupLimitException | NameNotAllowedException e) {
            // The program may run all the same.
            problems.unchecked("its libraries cannot be checked: " + e.getFile() + " " + Messages.reasonInSentence(e));
        }
    }

    private void checkWithinLimits(Text path) throws IOException {
        // Not closed: the tree is the volume, which stays open.
        TreeView view = new TreeView(new VolumeLookupTree(volume));
        Optional<TreeView.Located> located = view.find(path);
        if (located.isEmpty() || !(located.get().found().entry() instanceof SourceEntry.File file)) {
            return;
        }
        Optional<ElfDescription> elf = ElfDescription.of(file.content());
        if (elf.isEmpty()) {
            return;
        }
        LibraryClosure closure = new LibraryClosure(
                view,
                new SelectedEntries(view),
                LibrarySearch.of(view, elf.get(), libraryPath().orElse(null), workingDirectory()),
                // The kernel takes the path from the root, and the loader would take a relative one for another.
                new LoadedObject(SearchPath.fromRoot(path), elf.get(), Reason.request(problems.subject()), null));
        closure.loadNeeded();
        List<LibraryClosure.Missing> all = closure.takeMissing();
        for (LibraryClosure.Missing missing : firstOf(all)) {
            problems.notLoadable("the library " + missing.name() + ", which "
                    + missing.requester().reason() + " needs, is not where the loader looks");
        }
        addNumberOfOthers(all, "where the loader looks");
        for (LibraryClosure.Uncached library : firstOf(closure.uncached())) {
            problems.notLoadable("the library " + library.path() + ", which "
                    + library.requester().reason()
                    + " needs, is not in /etc/ld.so.cache, the only place where the loader would find it; "
                    + "run ldconfig -r on the tree of the image, or set LD_LIBRARY_PATH="
                    + SearchPath.parent(library.path()) + " in the environment");
        }
        addNumberOfOthers(closure.uncached(), "in /etc/ld.so.cache");
    }

    private static <T> List<T> firstOf(List<T> libraries) {
        return libraries.subList(0, LibraryClosure.countOfNamed(libraries.size()));
    }

    private void addNumberOfOthers(List<?> libraries, String place) {
        int others = libraries.size() - LibraryClosure.countOfNamed(libraries.size());
        if (others > 0) {
            problems.notLoadable("and " + others + " more libraries are not " + place);
        }
    }

    private Optional<Text> libraryPath() {
        return volume.root()
                .attribute(RootAttributes.ENVIRONMENT)
                .filter(Tuple.class::isInstance)
                .flatMap(environment -> ((Tuple) environment).get(LIBRARY_PATH))
                .filter(Text.class::isInstance)
                .map(Text.class::cast);
    }

    private WorkingDirectory workingDirectory() {
        return WorkingDirectory.of(volume.root()
                .attribute(RootAttributes.WORKING_DIRECTORY)
                .filter(Text.class::isInstance)
                .map(Text.class::cast)
                .filter(path -> path.length() <= Limits.PATH_BYTES));
    }
}
