// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.extract;

import dev.tfskit.schema.SpecialNode;
import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Text;
import dev.tfskit.volume.EntryProblem;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A directory of the host into which a tree is written. It makes nothing outside the directory, makes nothing through a
 * link, and changes no existing entry except by {@link #replace}. Paths are those of the tree. Directories must be made
 * before their entries. Methods that make an entry throw {@link java.nio.file.FileAlreadyExistsException} when the name
 * is taken, except {@link #makeDirectory}. All throw {@link IOException} when the host refuses for another reason. Not
 * thread-safe.
 */
interface TargetTree extends Closeable {

    /**
     * Makes a directory, or accepts an existing one.
     *
     * @return whether it was made
     * @throws java.nio.file.NotDirectoryException when the name is taken by anything but a directory, such as a link to
     *     one
     */
    boolean makeDirectory(Place place) throws IOException;

    /** Makes a regular file. */
    HostOutput createFile(Place place) throws IOException;

    /** Makes a symbolic link. */
    void makeSymbolicLink(Place place, Text target, EntryAttributes attributes) throws IOException;

    /** Makes a hard link to an entry that was made before. */
    void makeLink(Place place, TreePath first) throws IOException;

    /** Makes a socket node. */
    void makeSocket(Place place, EntryAttributes attributes) throws IOException;

    /**
     * Makes a fifo or a device.
     *
     * @return whether it was made; false when the host allows it only to root, or not at all
     */
    boolean makeSpecialFile(Place place, SpecialNode node, EntryAttributes attributes) throws IOException;

    /**
     * Checks that the entry of a path can give way to a new one, so that nothing large is written in vain. Another
     * program may change the entry afterwards, so {@link #replace} has the last word.
     *
     * @throws java.nio.file.DirectoryNotEmptyException when it is a directory with entries
     */
    void demandIsReplaceable(TreePath path) throws IOException;

    /**
     * Gives an entry that was made under a temporary name the name of its path, in place of a file, a link itself or an
     * empty directory that has this name.
     *
     * @throws java.nio.file.DirectoryNotEmptyException when a directory with entries has the name
     */
    void replace(Place temporary) throws IOException;

    /** Removes what was made under a temporary name, if it still has this name. */
    void discard(Place temporary) throws IOException;

    /**
     * Returns whether an entry is a certain file of the host, under this name or another one. A link to the file is
     * not.
     */
    boolean isSame(TreePath path, Path file) throws IOException;

    /** Sets the attributes of a directory, after its last entry was made. */
    void finishDirectory(TreePath path, EntryAttributes attributes) throws IOException;

    /**
     * Returns the opener for further threads. This instance must stay open until they have closed the trees that they
     * opened.
     *
     * @return the opener; empty when only one thread can write the tree
     */
    Optional<Opener> opener();

    /** Opens a tree for one more thread. Thread-safe. */
    @FunctionalInterface
    interface Opener {

        /**
         * Opens the tree for the calling thread.
         *
         * @param warnings receives, on this thread, each entry that was made without some of its attributes
         */
        TargetTree open(Consumer<EntryProblem> warnings) throws IOException;
    }

    /** A new file of the host. Closing it without {@link #finish} removes it. */
    interface HostOutput extends Closeable {

        /** Writes the remaining bytes of a direct buffer at a position in bytes. */
        void write(ByteBuffer source, long position) throws IOException;

        /** Sets the length in bytes; ranges that were not written are holes. */
        void setLength(long length) throws IOException;

        /** Sets the attributes of the file, and keeps the file. */
        void finish(EntryAttributes attributes) throws IOException;

        @Override
        void close() throws IOException;
    }
}
