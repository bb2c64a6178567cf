// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.log.Extension;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.List;
import java.util.Optional;

/**
 * The way of inodes to their tuples and blocks: {@link FixedTree} of a volume that does not change, {@link LiveState}
 * of one that does. Thread safe.
 */
sealed interface TreeAccess permits FixedTree, LiveState {

    /** The tuple of the root. */
    Tuple root();

    /** The device that holds the volume. */
    BlockDevice device();

    /** What is known of inodes while the volume is open. */
    InodeTable inodes();

    /** How many blocks the volume has. */
    long blocks();

    /** The extensions of the log, in the order of the chain. */
    List<Extension> logExtensions();

    /**
     * Counts blocks and inodes.
     *
     * @throws TfsFormatException when the tree is malformed
     */
    Volume.Statistics statistics() throws TfsFormatException;

    /** A look at tuples that may fail. */
    @FunctionalInterface
    interface ReadAction<T, E extends Exception> {
        T at() throws E;
    }

    /** Reads tuples while no thread changes them. */
    <T, E extends Exception> T read(ReadAction<T, E> look) throws E;

    /** The directory that holds a directory, where the volume keeps track of that; the root holds itself. */
    Optional<Tuple> parent(Tuple directory);

    /** How many directories are in a directory. */
    int subdirectories(Directory directory);

    /** Opens a file for one more user. */
    OpenFile open(RegularFile file) throws IOException;

    /**
     * What can change the tree.
     *
     * @throws ReadOnlyFileSystemException when the volume was opened for reading
     */
    LiveState live();

    /** A change of tuples. It checks everything before it changes anything. */
    @FunctionalInterface
    interface Change {
        void make(Mutations mutations) throws IOException;
    }

    /**
     * Changes tuples.
     *
     * @param bytes how much that adds to the log at most
     * @throws ReadOnlyFileSystemException when the volume was opened for reading
     */
    default void change(long bytes, ReservationPurpose use, Change change) throws IOException {
        Mutations mutations = live().mutations();
        mutations.change(bytes, use, () -> {
            change.make(mutations);
            return true;
        });
    }
}
