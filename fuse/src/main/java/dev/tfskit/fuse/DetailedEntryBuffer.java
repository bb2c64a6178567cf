// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.value.Symbol;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.Inode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Directory entries with the attributes of their inodes, in the form of the kernel: {@code struct fuse_direntplus}. The
 * kernel takes each entry with attributes as a lookup, and caches the inode under the name. So this class first looks
 * whether the directory still has the entry, and gives a removed one no attributes: with them, the kernel would find
 * the inode by the removed name. No name can be removed between that and the reply, because the kernel changes no name
 * of a directory while it reads the directory.
 */
final class DetailedEntryBuffer implements Listing.Target {

    /** {@code struct fuse_entry_out}. */
    private static final int DETAIL_BYTES = 128;

    private final ByteBuffer target;
    private final EntryBuffer names;
    private final Appearance appearance;
    private final Replies replies;
    private final Directory directory;
    private final List<Inode> found = new ArrayList<>();

    DetailedEntryBuffer(ByteBuffer target, Appearance appearance, Replies replies, Directory directory) {
        this.target = target.order(ByteOrder.nativeOrder());
        this.names = new EntryBuffer(target);
        this.appearance = appearance;
        this.replies = replies;
        this.directory = directory;
    }

    /** Returns the inodes with their attributes in the buffer, an inode once for each of its entries. */
    List<Inode> found() {
        return found;
    }

    @Override
    public boolean put(Symbol name, Inode inode, long next) {
        if (DETAIL_BYTES + EntryBuffer.bytes(name) > target.remaining()) {
            return false;
        }
        putDetails(name, inode);
        return names.put(name, inode, next);
    }

    private void putDetails(Symbol name, Inode inode) {
        try {
            // The directory does not find itself and its parent, which the kernel knows.
            Optional<Inode> current = directory.find(name);
            if (current.isPresent() && current.get().equals(inode)) {
                putDetails(inode, appearance.status(inode));
                return;
            }
        } catch (IOException malformed) {
            // A lookup of the name will report it.
        }
        for (int i = 0; i < DETAIL_BYTES; i += Long.BYTES) {
            target.putLong(0);
        }
    }

    private void putDetails(Inode inode, FileStatus status) {
        found.add(inode);
        target.putLong(status.number()).putLong(replies.generation(status.number()));
        target.putLong(Replies.SECONDS).putLong(status.seconds()).putInt(0).putInt(0);
        target.putLong(status.number()).putLong(status.bytes()).putLong(status.blocks());
        putTimes(List.of(status.accessed(), status.modified(), status.changed()));
        target.putInt(status.mode())
                .putInt((int) status.links())
                .putInt((int) status.user())
                .putInt((int) status.group());
        // No flags follow the preferred size.
        target.putInt(status.device()).putInt(FileStatus.PREFERRED_BYTES).putInt(0);
    }

    /** The kernel has all seconds before all nanoseconds. */
    private void putTimes(List<Instant> times) {
        int seconds = target.position();
        int nanoseconds = seconds + times.size() * Long.BYTES;
        for (int i = 0; i < times.size(); i++) {
            Instant time = times.get(i);
            target.putLong(seconds + i * Long.BYTES, time.getEpochSecond());
            target.putInt(nanoseconds + i * Integer.BYTES, time.getNano());
        }
        target.position(nanoseconds + times.size() * Integer.BYTES);
    }
}
