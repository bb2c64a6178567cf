// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.value.Tuple;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;

/**
 * The open files of a volume. A file that is open when its last name is removed lives until it is closed. The lock of
 * the namespace guards the table.
 */
final class OpenFiles {

    private final Map<Tuple, Opened> files = new HashMap<>();
    /** The last changes of files that were closed before these changes were durable. */
    private final Map<Tuple, FileBody.LastChanges> closed = new WeakHashMap<>();
    /** The numbers of blocks of files that are not open. */
    private final BlockCounts counts = new BlockCounts();
    /**
     * The newest batch of a file in {@link #closed}. When it changes, files whose changes are durable by now are
     * dropped.
     */
    private long lastRemembered;

    private static final class Opened {
        private final FileBody body;
        private int users;
        private boolean hasNoName;
        /** Whether a file without a name never had one, and may get one. */
        private boolean awaitsName;

        Opened(FileBody body) {
            this.body = body;
        }
    }

    /**
     * Returns the body of a file for one more user.
     *
     * @throws NoSuchFileException when the file has no name and is not open: other files may own its blocks by now
     * @throws TfsFormatException when its length or its extents are malformed
     */
    FileBody open(LiveState live, RegularFile file) throws NoSuchFileException, TfsFormatException {
        Opened opened = files.get(file.tuple);
        if (opened == null) {
            if (Directory.isRemoved(file.tuple)) {
                throw new NoSuchFileException("", null, "the file has been removed");
            }
            opened = new Opened(new FileBody(live, file, closed.remove(file.tuple)));
            files.put(file.tuple, opened);
        }
        opened.users++;
        return opened.body;
    }

    /**
     * Returns the body of a new file without a name for its first user.
     *
     * @throws TfsFormatException never: a new file is well-formed
     */
    FileBody openUnnamed(LiveState live, RegularFile file) throws TfsFormatException {
        Opened opened = new Opened(new FileBody(live, file, null));
        opened.users = 1;
        opened.hasNoName = true;
        opened.awaitsName = true;
        files.put(file.tuple, opened);
        return opened.body;
    }

    /**
     * Notes that a file which never had a name gets its first one.
     *
     * @return false if the inode is no such file, or is not open any more
     */
    boolean noteFirstName(Tuple inode) {
        Opened opened = files.get(inode);
        if (opened == null || !opened.awaitsName) {
            return false;
        }
        opened.hasNoName = false;
        opened.awaitsName = false;
        opened.body.noteFirstName();
        return true;
    }

    /** Counts the blocks of a file. An open file knows their number. */
    long allocatedBlocks(RegularFile file) {
        Opened opened = files.get(file.tuple);
        return opened == null ? counts.of(file) : opened.body.allocatedBlocks();
    }

    /** Notes that the extents of a file change. */
    void noteExtentsChange(Tuple inode) {
        counts.drop(inode);
    }

    /** Returns whether an open file has one user and no name, so that its close is the end of the file. */
    boolean freesBlocksOnClose(FileBody body) {
        Opened opened = Objects.requireNonNull(files.get(body.inode()));
        return opened.hasNoName && opened.users == 1;
    }

    /** Closes a file for one user; returns true if that was the last user of a file without a name. */
    boolean close(FileBody body) {
        Opened opened = Objects.requireNonNull(files.get(body.inode()));
        if (--opened.users > 0) {
            return false;
        }
        files.remove(body.inode());
        body.stopGrowing();
        body.lastChanges().ifPresent(changes -> remember(body, changes));
        return opened.hasNoName;
    }

    private void remember(FileBody body, FileBody.LastChanges changes) {
        if (changes.laidOutIn() > lastRemembered) {
            lastRemembered = changes.laidOutIn();
            closed.values().removeIf(body::isDurable);
        }
        closed.put(body.inode(), changes);
    }

    /** Returns the number of closed files whose last changes are remembered. */
    int remembered() {
        return closed.size();
    }

    /**
     * Notes that the last name of a file is removed.
     *
     * @return true if the file is open; its last close then frees its blocks
     */
    boolean noteLastNameRemoved(Tuple inode) {
        counts.drop(inode);
        Opened opened = files.get(inode);
        if (opened == null) {
            return false;
        }
        opened.hasNoName = true;
        return true;
    }
}
