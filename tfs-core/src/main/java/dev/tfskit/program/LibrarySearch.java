// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.program;

import dev.tfskit.value.Text;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rules by which a dynamic loader searches for libraries. Not thread-safe. */
sealed interface LibrarySearch permits GlibcSearch, MuslSearch {

    /**
     * Returns the search of the loader of a program.
     *
     * @param view the tree
     * @param program the program
     * @param libraryPath the value of {@code LD_LIBRARY_PATH}; null when it is not set
     * @param workingDirectory where relative paths begin
     * @throws IOException when the configuration of the loader cannot be read
     */
    static LibrarySearch of(
            TreeView view, ElfDescription program, @Nullable Text libraryPath, WorkingDirectory workingDirectory)
            throws IOException {
        return isMusl(program)
                ? new MuslSearch(view, program.format().machine(), libraryPath, workingDirectory)
                : new GlibcSearch(view, program.format().machine(), libraryPath, workingDirectory);
    }

    /** Returns whether the loader of a program is that of musl. */
    static boolean isMusl(ElfDescription program) {
        return program.interpreter()
                .filter(path -> SearchPath.lastName(path).toString().startsWith("ld-musl-"))
                .isPresent();
    }

    /** Why a loader tries a path. */
    enum Ground {
        /** It searches the directory. */
        DIRECTORY,
        /** Its cache names the path, and it does not search the directory. */
        CACHE,
        /** It would try the path if {@code ldconfig} rebuilt the cache from the present configuration. */
        CONFIGURATION
    }

    /**
     * A path at which a library may be.
     *
     * @param path the path
     * @param isVariant whether only some processors use the file, so that the search goes on for the others
     * @param ground why the loader tries the path
     */
    record Candidate(Text path, boolean isVariant, Ground ground) {}

    /**
     * Where the libraries that one object needs may be. It reads the lists of directories once, for all libraries of
     * the object.
     */
    interface Places {

        /** Returns the object that needs the libraries. */
        LoadedObject requester();

        /**
         * Returns the paths at which a library may be, in the order of the loader.
         *
         * @param name the name of the library, without a slash
         * @return the paths; each is made when it is taken, because there can be any number
         */
        Stream<Candidate> candidates(Text name);

        /** Returns the directories that are searched, for messages: in order, each once. */
        Stream<Text> directories();
    }

    /**
     * Returns where the libraries of an object may be.
     *
     * @param requester the object that needs them
     * @return the places
     * @throws LookupLimitException when its lists of directories are too long
     */
    Places places(LoadedObject requester) throws IOException;

    /**
     * Replaces the variables of the loader, such as {@code $ORIGIN} and {@code $LIB}, in the path of a needed library.
     * A variable can have several values, so the result can have several paths. They begin at the root.
     *
     * @param path the path, with a slash in it
     * @param requester the object that needs it
     * @return the possible paths, the most likely one first
     */
    List<Text> expansions(Text path, LoadedObject requester);

    /**
     * Returns whether the loader itself is the library of a name.
     *
     * @param name the name of a library
     * @return true if no file is loaded for it
     */
    boolean isLoaderItself(Text name);

    /**
     * Returns the soname of a library, if the loader recognises a loaded library by it, too, and not only by the name
     * that was requested.
     *
     * @param library the library
     * @return the soname; empty if the loader ignores sonames, or the library has none
     */
    Optional<Text> ownName(ElfDescription library);
}
