// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import java.nio.file.LinkOption;
import java.util.Objects;

/** States whether a symbolic link at the end of a path is followed. Links on the way always are. */
enum Follow {
    /** The path stands for what the link points to. */
    LINKS,
    /** The path stands for the link. */
    NO_LINKS;

    /** Returns the choice that options of {@code java.nio.file} stand for. */
    static Follow of(LinkOption... options) {
        Follow follow = LINKS;
        for (LinkOption option : options) {
            follow = switch (Objects.requireNonNull(option)) {
                case NOFOLLOW_LINKS -> NO_LINKS;
            };
        }
        return follow;
    }
}
