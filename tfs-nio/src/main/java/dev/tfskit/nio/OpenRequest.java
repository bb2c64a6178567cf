// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import dev.tfskit.volume.SyncScope;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The options with which a file is opened, checked against each other.
 *
 * @param options the options of the caller, and {@code READ} or {@code WRITE} where the others imply it
 */
record OpenRequest(Set<OpenOption> options) {

    /**
     * Checks the options of a caller.
     *
     * @throws UnsupportedOperationException when one is not known
     * @throws IllegalArgumentException when two exclude each other
     */
    static OpenRequest of(Set<? extends OpenOption> given) {
        Set<OpenOption> options = new HashSet<>();
        for (OpenOption option : given) {
            Objects.requireNonNull(option);
            if (!(option instanceof StandardOpenOption) && option != LinkOption.NOFOLLOW_LINKS) {
                throw new UnsupportedOperationException("a file of a TFS image cannot be opened with " + option);
            }
            options.add(option);
        }
        boolean appends = options.contains(StandardOpenOption.APPEND);
        if (appends && options.contains(StandardOpenOption.READ)) {
            throw new IllegalArgumentException("READ and APPEND exclude each other");
        }
        if (appends && options.contains(StandardOpenOption.TRUNCATE_EXISTING)) {
            throw new IllegalArgumentException("APPEND and TRUNCATE_EXISTING exclude each other");
        }
        if (appends) {
            options.add(StandardOpenOption.WRITE);
        } else if (!options.contains(StandardOpenOption.WRITE)) {
            options.add(StandardOpenOption.READ);
        }
        return new OpenRequest(Set.copyOf(options));
    }

    boolean reads() {
        return options.contains(StandardOpenOption.READ);
    }

    boolean writes() {
        return options.contains(StandardOpenOption.WRITE);
    }

    boolean appends() {
        return options.contains(StandardOpenOption.APPEND);
    }

    boolean truncates() {
        return writes() && options.contains(StandardOpenOption.TRUNCATE_EXISTING);
    }

    boolean creates() {
        return writes() && options.contains(StandardOpenOption.CREATE) || createsOnly();
    }

    /** Returns whether the file must not exist. */
    boolean createsOnly() {
        return writes() && options.contains(StandardOpenOption.CREATE_NEW);
    }

    boolean deletesOnClose() {
        return options.contains(StandardOpenOption.DELETE_ON_CLOSE);
    }

    /** Returns what each write makes durable; empty when that is left to {@code force}. */
    Optional<SyncScope> syncs() {
        if (options.contains(StandardOpenOption.SYNC)) {
            return Optional.of(SyncScope.ALL);
        }
        return options.contains(StandardOpenOption.DSYNC) ? Optional.of(SyncScope.DATA) : Optional.empty();
    }

    /** A new file never replaces a link, wherever that points, and what is deleted is never behind one. */
    Follow follow() {
        return createsOnly() || deletesOnClose() || options.contains(LinkOption.NOFOLLOW_LINKS)
                ? Follow.NO_LINKS
                : Follow.LINKS;
    }
}
