// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.value.Symbol;
import dev.tfskit.volume.Inode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Directory entries in the form of the kernel: {@code struct fuse_dirent}. */
final class EntryBuffer implements Listing.Target {

    /** The bytes before a name: inode number, position of the next entry, length of the name, type. */
    private static final int HEAD_BYTES = 2 * Long.BYTES + 2 * Integer.BYTES;

    private static final int ALIGNMENT = Long.BYTES;
    /** The type of a directory entry is the type bits of the mode, shifted. */
    private static final int TYPE_SHIFT = 12;

    private final ByteBuffer target;

    EntryBuffer(ByteBuffer target) {
        this.target = target.order(ByteOrder.nativeOrder());
    }

    /** Returns how many bytes an entry takes. */
    static int bytes(Symbol name) {
        return Math.ceilDiv(HEAD_BYTES + name.length(), ALIGNMENT) * ALIGNMENT;
    }

    @Override
    public boolean put(Symbol name, Inode inode, long next) {
        if (bytes(name) > target.remaining()) {
            return false;
        }
        int end = target.position() + bytes(name);
        target.putLong(inode.sessionNumber())
                .putLong(next)
                .putInt(name.length())
                .putInt(NodeType.of(inode.kind()) >> TYPE_SHIFT)
                .put(name.asByteBuffer());
        while (target.position() < end) {
            target.put((byte) 0);
        }
        return true;
    }
}
