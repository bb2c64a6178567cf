// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import java.nio.file.CopyOption;
import java.nio.file.LinkOption;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/**
 * The options of a copy or a move.
 *
 * @param options the options
 */
record TransferOptions(Set<CopyOption> options) {

    private static final Set<CopyOption> OF_COPY =
            Set.of(StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
    private static final Set<CopyOption> OF_MOVE =
            Set.of(StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE, LinkOption.NOFOLLOW_LINKS);

    /** Returns the options of a copy; throws {@link UnsupportedOperationException} for others. */
    static TransferOptions ofCopy(CopyOption... options) {
        return checked(OF_COPY, options);
    }

    /** Returns the options of a move; throws {@link UnsupportedOperationException} for others. */
    static TransferOptions ofMove(CopyOption... options) {
        return checked(OF_MOVE, options);
    }

    private static TransferOptions checked(Set<CopyOption> possible, CopyOption... options) {
        Set<CopyOption> checked = new HashSet<>();
        for (CopyOption option : options) {
            if (!possible.contains(Objects.requireNonNull(option))) {
                throw new UnsupportedOperationException("a TFS image does not support the option " + option);
            }
            checked.add(option);
        }
        return new TransferOptions(checked);
    }

    /** Returns the options of a copy that takes the place of a move. */
    TransferOptions asCopyOfAll() {
        Set<CopyOption> more = new HashSet<>(options);
        more.add(StandardCopyOption.COPY_ATTRIBUTES);
        more.add(LinkOption.NOFOLLOW_LINKS);
        return new TransferOptions(more);
    }

    boolean replaces() {
        return options.contains(StandardCopyOption.REPLACE_EXISTING);
    }

    boolean copiesAttributes() {
        return options.contains(StandardCopyOption.COPY_ATTRIBUTES);
    }

    boolean isAtomic() {
        return options.contains(StandardCopyOption.ATOMIC_MOVE);
    }

    Follow follow() {
        return options.contains(LinkOption.NOFOLLOW_LINKS) ? Follow.NO_LINKS : Follow.LINKS;
    }
}
