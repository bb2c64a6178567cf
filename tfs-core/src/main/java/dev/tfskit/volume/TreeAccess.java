// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.io.IoConsumer;
import dev.tfskit.log.Extension;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.List;
import java.util.Optional;

/**
 * The way in which inodes reach their tuples and blocks. A volume that is opened for reading has a {@link FixedTree},
 * any other volume has a {@link LiveState}. Thread-safe.
 */
sealed interface TreeAccess permits FixedTree, LiveState {

    /** Returns the tuple of the root. */
    Tuple root();

    /** Returns the device of the volume. */
    BlockDevice device();

    /** Returns the table of the numbers and change times of the inodes. */
    InodeTable inodes();

    /** Returns the size of the volume in blocks. */
    long blocks();

    /** Returns the extensions of the log in order. */
    List<Extension> logExtensions();

    /**
     * Counts blocks and inodes.
     *
     * @throws TfsFormatException when the tree is malformed
     */
    Volume.Statistics statistics() throws TfsFormatException;

    /** Runs an action that reads tuples, while no thread changes them. */
    <T, E extends Exception> T read(GuardedAction<T, E> action) throws E;

    /**
     * Returns the parent of a directory.
     *
     * @return the parent, the root itself for the root; empty on a volume that is opened for reading, which does not
     *     keep track of parents
     */
    Optional<Tuple> parent(Tuple directory);

    /** Returns the number of directories in a directory. */
    int subdirectories(Directory directory);

    /** Returns what decides which files may have their extents read. */
    ExtentAdmission extentAdmission();

    /** Counts the blocks of a file, as far as its extents can be read. */
    long allocatedBlocks(RegularFile file);

    /** Opens a file. The caller closes it. */
    OpenFile open(RegularFile file) throws IOException;

    /**
     * Returns the state through which the tree can be changed.
     *
     * @throws ReadOnlyFileSystemException when the volume was opened for reading
     */
    LiveState live();

    /**
     * Changes tuples.
     *
     * @param most what the change costs at most
     * @param change checks everything before it changes anything
     * @throws ReadOnlyFileSystemException when the volume was opened for reading
     */
    default void change(LogCost most, ReservationPurpose use, IoConsumer<Mutations> change) throws IOException {
        LiveState live = live();
        live.operations().run(most, use, () -> {
            change.accept(live.mutations());
            return true;
        });
    }
}
