// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Creates the attribute view of {@code java.nio.file} that a caller requests by its type. Stateless. */
final class Views {

    private Views() {}

    /** Returns a view; null when there is none of the type, as {@code java.nio.file} requires. */
    static <V extends FileAttributeView> @Nullable V of(InodeReference inode, Class<V> type) {
        Objects.requireNonNull(type);
        if (type == BasicFileAttributeView.class) {
            return type.cast(new BasicView(inode));
        }
        if (type == PosixFileAttributeView.class) {
            return type.cast(new PosixView(inode));
        }
        if (type == FileOwnerAttributeView.class) {
            return type.cast(new OwnerView(new PosixView(inode)));
        }
        return type == UserDefinedFileAttributeView.class ? type.cast(new UserView(inode)) : null;
    }

    /**
     * Checks that there are attributes of a type.
     *
     * @throws UnsupportedOperationException when there are not
     */
    static void checkAttributes(Class<? extends BasicFileAttributes> type) {
        if (Objects.requireNonNull(type) != BasicFileAttributes.class && type != PosixFileAttributes.class) {
            throw new UnsupportedOperationException("a TFS image has no attributes of the type " + type.getName());
        }
    }
}
