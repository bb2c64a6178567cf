// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.schema.DiskTime;
import java.time.Instant;
import jnr.ffi.Runtime;
import jnr.ffi.Struct;
import ru.serce.jnrfuse.struct.FileStat;

/** The offsets of the members of {@code struct stat} on this machine. Thread-safe. */
final class StatLayout {

    private final FileStat form = new FileStat(Runtime.getSystemRuntime());
    private final int size = Struct.size(form);
    private final long number = form.st_ino.offset();
    private final long mode = form.st_mode.offset();
    private final long device = form.st_rdev.offset();
    private final long links = form.st_nlink.offset();
    private final long user = form.st_uid.offset();
    private final long group = form.st_gid.offset();
    private final long bytes = form.st_size.offset();
    private final long preferred = form.st_blksize.offset();
    private final long blocks = form.st_blocks.offset();
    private final long accessed = form.st_atim.tv_sec.offset();
    private final long modified = form.st_mtim.tv_sec.offset();
    private final long changed = form.st_ctim.tv_sec.offset();

    int size() {
        return size;
    }

    /** Writes attributes over the whole structure. */
    void write(long address, FileStatus status) {
        NativeMemory.clear(address, size);
        NativeMemory.putLong(address + number, status.number());
        // Some members are wider on some machines. All are little-endian, and the rest is zero.
        NativeMemory.putInt(address + mode, status.mode());
        NativeMemory.putInt(address + device, status.device());
        NativeMemory.putInt(address + links, (int) status.links());
        NativeMemory.putInt(address + user, (int) status.user());
        NativeMemory.putInt(address + group, (int) status.group());
        NativeMemory.putLong(address + bytes, status.bytes());
        NativeMemory.putInt(address + preferred, FileStatus.PREFERRED_BYTES);
        NativeMemory.putLong(address + blocks, status.blocks());
        putTime(address + accessed, status.accessed());
        putTime(address + modified, status.modified());
        putTime(address + changed, status.changed());
    }

    private static void putTime(long address, Instant time) {
        NativeMemory.putLong(address, time.getEpochSecond());
        NativeMemory.putLong(address + Long.BYTES, time.getNano());
    }

    int mode(long address) {
        return NativeMemory.getInt(address + mode);
    }

    long user(long address) {
        return Integer.toUnsignedLong(NativeMemory.getInt(address + user));
    }

    long group(long address) {
        return Integer.toUnsignedLong(NativeMemory.getInt(address + group));
    }

    long bytes(long address) {
        return NativeMemory.getLong(address + bytes);
    }

    Instant accessed(long address) {
        return time(address + accessed);
    }

    Instant modified(long address) {
        return time(address + modified);
    }

    Instant changed(long address) {
        return time(address + changed);
    }

    private static Instant time(long address) {
        return DiskTime.ofUnix(NativeMemory.getLong(address), NativeMemory.getLong(address + Long.BYTES));
    }
}
