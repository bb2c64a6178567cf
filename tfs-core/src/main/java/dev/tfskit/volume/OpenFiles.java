// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.value.Tuple;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.WeakHashMap;

/**
 * The files that somebody has open, and those of them that have lost their last name. Guarded by the lock of the
 * namespace.
 */
final class OpenFiles {

    private final Map<Tuple, Opened> files = new HashMap<>();
    /** Of files that were closed before their changes had landed. */
    private final Map<Tuple, FileBody.LastChanges> closed = new WeakHashMap<>();

    private static final class Opened {
        private final FileBody body;
        private int users;
        private boolean nameless;

        Opened(FileBody body) {
            this.body = body;
        }
    }

    /**
     * The body of a file for one more user.
     *
     * @throws NoSuchFileException when it has no name and nobody has it open: its blocks may belong to others by now
     * @throws TfsFormatException when its length or its extents are malformed
     */
    FileBody open(LiveState live, RegularFile file) throws NoSuchFileException, TfsFormatException {
        Opened opened = files.get(file.tuple);
        if (opened == null) {
            if (Directory.isGone(file.tuple)) {
                throw new NoSuchFileException("", null, "the file has been removed");
            }
            opened = new Opened(new FileBody(live, file, Optional.ofNullable(closed.remove(file.tuple))));
            files.put(file.tuple, opened);
        }
        opened.users++;
        return opened.body;
    }

    /** One user less; true if the file has no name and no user any more, so that its blocks are free. */
    boolean close(FileBody body) {
        Opened opened = Objects.requireNonNull(files.get(body.inode()));
        if (--opened.users > 0) {
            return false;
        }
        files.remove(body.inode());
        body.stopGrowing();
        body.lastChanges().ifPresent(changes -> closed.put(body.inode(), changes));
        return opened.nameless;
    }

    /** A file has lost its last name; true if somebody has it open and will free its blocks. */
    boolean loseName(Tuple inode) {
        Opened opened = files.get(inode);
        if (opened == null) {
            return false;
        }
        opened.nameless = true;
        return true;
    }
}
