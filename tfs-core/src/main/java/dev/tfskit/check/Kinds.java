package dev.tfskit.check;

import dev.tfskit.schema.Attributes;
import dev.tfskit.value.Tuple;

/** What kind of inode a tuple is (docs/format.md, section 3.1). */
final class Kinds {

    private Kinds() {}

    static boolean isDirectory(final Tuple inode) {
        return inode.tuple(Attributes.CHILDREN).isPresent();
    }

    static boolean isLink(final Tuple inode) {
        return !isDirectory(inode) && inode.has(Attributes.LINK_TARGET);
    }

    static boolean isFile(final Tuple inode) {
        return !isDirectory(inode) && !inode.has(Attributes.LINK_TARGET) && !inode.has(Attributes.SOCKET);
    }
}
