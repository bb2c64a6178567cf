// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.volume.Directory;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.OpenFile;
import dev.tfskit.volume.RegularFile;
import java.io.IOException;

/**
 * The references of the kernel to inodes. What ends when the kernel forgets an inode: its lookups, a file without a
 * name, and the positions in a removed directory. Thread-safe.
 */
final class KernelReferences {

    private final Nodes nodes;
    private final NamelessFiles nameless;
    private final ListingPositions listingPositions;
    private final FailureLog failures;

    KernelReferences(Nodes nodes, NamelessFiles nameless, ListingPositions listingPositions, FailureLog failures) {
        this.nodes = nodes;
        this.nameless = nameless;
        this.listingPositions = listingPositions;
        this.failures = failures;
    }

    /** Counts a lookup of an inode. */
    void remember(Inode inode) {
        nodes.remember(inode);
    }

    /** Subtracts lookups that the kernel has forgotten. */
    void forget(long number, long lookups) {
        nodes.forget(number, lookups).ifPresent(inode -> {
            failures.runLogged(() -> nameless.release(number));
            if (inode instanceof Directory directory) {
                failures.runLogged(() -> listingPositions.forgetRemoved(directory));
            }
        });
    }

    /** Takes over an open file that was made without a name, and holds it until the kernel forgets it. */
    void keep(OpenFile unnamed) throws IOException {
        nameless.keep(unnamed.file().sessionNumber(), unnamed);
    }

    /** Notes that a program has opened a file, which may have no name. */
    void noteOpened(long number) {
        nameless.noteOpened(number);
    }

    /** Notes that an inode has got a name, which may be its first one. */
    void noteName(Inode inode) {
        failures.runLogged(() -> nameless.release(inode.sessionNumber()));
    }

    /** Closes a file for one user. A file without a name stays open until the kernel forgets it or it gets a name. */
    void close(OpenFile open) throws IOException {
        RegularFile file = open.file();
        if (file.linkCount() > 0) {
            open.close();
            return;
        }
        long number = file.sessionNumber();
        failures.runLogged(() -> nameless.keep(number, open));
        // Either may have happened meanwhile.
        if (!nodes.contains(number) || file.linkCount() > 0) {
            failures.runLogged(() -> nameless.release(number));
        }
    }

    /** The same for a file whose opener has given up waiting: that it fails is only logged. */
    void abandon(OpenFile open) {
        failures.runLogged(() -> close(open));
    }
}
