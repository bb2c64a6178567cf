// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.schema.Attributes;
import dev.tfskit.value.Symbol;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.DirectoryEntry;
import dev.tfskit.volume.Inode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import ru.serce.jnrfuse.struct.FileStat;

/**
 * An open directory. It lists the names that the directory had when reading began, so that no name is listed twice or
 * left out while others change it. Not thread-safe.
 */
final class Listing {

    /** Number, position of the next, length of the name, type. */
    private static final int HEAD_BYTES = 2 * Long.BYTES + 2 * Integer.BYTES;

    private static final int ALIGNMENT = Long.BYTES;
    /** The type of a directory entry is the type bits of the mode, shifted. */
    private static final int TYPE_SHIFT = 12;

    private final Directory directory;
    private final Directory parent;
    private List<DirectoryEntry> entries = List.of();

    Listing(Directory directory, Directory parent) {
        this.directory = directory;
        this.parent = parent;
    }

    /**
     * Puts as many entries into a buffer as fit, in the form of the kernel.
     *
     * @param position where to continue: 0, or the position that came with an entry
     * @param target the buffer
     */
    void read(long position, ByteBuffer target) {
        if (position == 0) {
            entries = directory.entries();
        }
        target.order(ByteOrder.nativeOrder());
        boolean fits = true;
        for (long next = position; fits && next < 2 + entries.size(); next++) {
            fits = put(next, target);
        }
    }

    private boolean put(long index, ByteBuffer target) {
        if (index == 0) {
            return put(target, directory.sessionNumber(), index, FileStat.S_IFDIR, Attributes.SELF);
        }
        if (index == 1) {
            return put(target, parent.sessionNumber(), index, FileStat.S_IFDIR, Attributes.PARENT);
        }
        DirectoryEntry entry = entries.get((int) index - 2);
        try {
            Inode inode = entry.inode();
            return put(target, inode.sessionNumber(), index, type(inode), entry.name());
        } catch (TfsFormatException noInode) {
            return true;
        }
    }

    private static int type(Inode inode) {
        return switch (inode.kind()) {
            case DIRECTORY -> FileStat.S_IFDIR;
            case FILE -> FileStat.S_IFREG;
            case SYMBOLIC_LINK -> FileStat.S_IFLNK;
            case SOCKET -> FileStat.S_IFSOCK;
        };
    }

    private static boolean put(ByteBuffer target, long number, long index, int type, Symbol name) {
        int bytes = Math.ceilDiv(HEAD_BYTES + name.length(), ALIGNMENT) * ALIGNMENT;
        if (bytes > target.remaining()) {
            return false;
        }
        int end = target.position() + bytes;
        target.putLong(number)
                .putLong(index + 1)
                .putInt(name.length())
                .putInt(type >> TYPE_SHIFT)
                .put(name.asByteBuffer());
        while (target.position() < end) {
            target.put((byte) 0);
        }
        return true;
    }
}
