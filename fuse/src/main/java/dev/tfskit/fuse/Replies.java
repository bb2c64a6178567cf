// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/** Answers to the kernel. Each thread has memory of its own for them. Thread-safe. */
final class Replies {

    /** The kernel may cache every answer: no other program changes the volume while it is mounted. */
    static final int SECONDS = 24 * 60 * 60;
    /** The size of a buffer, more than the kernel ever requests at once. */
    static final int BUFFER_BYTES = 1 << 20;

    private static final long ROOT_NUMBER = 1;
    private static final int STATISTICS_BYTES = 112;
    /** The bytes before the times of validity in an entry: the number of the inode, and a generation. */
    private static final int ENTRY_HEAD_BYTES = 2 * Long.BYTES;

    private final LibFuse fuse;
    private final StatLayout layout;
    /** At random: a clock that is set back would repeat an earlier one. The kernel keeps 32 bits. */
    private final long generation = new Random().nextLong(1, 1L << Integer.SIZE);

    private final ThreadLocal<Memory> memory = ThreadLocal.withInitial(Memory::new);
    private final ThreadLocal<Boolean> answered = ThreadLocal.withInitial(() -> false);

    /** Creates the replies of a mount. */
    Replies(LibFuse fuse, StatLayout layout) {
        this.fuse = fuse;
        this.layout = layout;
    }

    private final class Memory {
        private final long entry = NativeMemory.allocate(ENTRY_HEAD_BYTES + layout.size() + 2L * Double.BYTES);
        private final long statistics = NativeMemory.allocate(STATISTICS_BYTES);
        private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        private final long bufferAddress = NativeMemory.address(buffer);
    }

    /** Begins a request, which this thread is to answer once. */
    void begin() {
        answered.set(false);
    }

    /** Returns whether this thread has answered its request, which libfuse has freed then. */
    boolean isAnswered() {
        return answered.get();
    }

    /** Returns the library for the only answer to the request of this thread. */
    private LibFuse once() {
        if (isAnswered()) {
            throw new IllegalStateException("a request is answered twice");
        }
        answered.set(true);
        return fuse;
    }

    void error(long request, int number) {
        once().fuse_reply_err(request, number);
    }

    void success(long request) {
        once().fuse_reply_err(request, 0);
    }

    /** Ends a request that expects no answer; it needs no {@link #begin}. */
    void none(long request) {
        fuse.fuse_reply_none(request);
    }

    /** Answers, and returns whether the kernel has taken the answer: it may have given up waiting. */
    boolean entry(long request, FileStatus status) {
        long entry = entryOf(status);
        return once().fuse_reply_entry(request, entry) == 0;
    }

    /** Answers, and returns whether the kernel has taken the answer: it may have given up waiting. */
    boolean created(long request, FileStatus status, long fileInfo) {
        long entry = entryOf(status);
        return once().fuse_reply_create(request, entry, fileInfo) == 0;
    }

    /** Answers that there is no such name. The kernel may remember that. */
    void noEntry(long request) {
        long entry = memory.get().entry;
        NativeMemory.clear(entry, ENTRY_HEAD_BYTES + layout.size());
        putSeconds(entry, SECONDS);
        once().fuse_reply_entry(request, entry);
    }

    /**
     * Returns the generation of an inode number. Another mount may give the same number to another inode; with another
     * generation, a file handle of that mount does not lead to it. The kernel expects 0 for the root.
     */
    long generation(long number) {
        return number == ROOT_NUMBER ? 0 : generation;
    }

    private long entryOf(FileStatus status) {
        long entry = memory.get().entry;
        NativeMemory.putLong(entry, status.number());
        NativeMemory.putLong(entry + Long.BYTES, generation(status.number()));
        layout.write(entry + ENTRY_HEAD_BYTES, status);
        putSeconds(entry, status.seconds());
        return entry;
    }

    private void putSeconds(long entry, int ofAttributes) {
        long seconds = entry + ENTRY_HEAD_BYTES + layout.size();
        NativeMemory.putDouble(seconds, ofAttributes);
        NativeMemory.putDouble(seconds + Double.BYTES, SECONDS);
    }

    void attributes(long request, FileStatus status) {
        long entry = entryOf(status);
        once().fuse_reply_attr(request, entry + ENTRY_HEAD_BYTES, status.seconds());
    }

    /** Answers, and returns whether the kernel has taken the answer: it may have given up waiting. */
    boolean opened(long request, long fileInfo) {
        return once().fuse_reply_open(request, fileInfo) == 0;
    }

    void written(long request, long count) {
        once().fuse_reply_write(request, count);
    }

    /** Answers with a position in a file. */
    void position(long request, long position) {
        buffer(Long.BYTES).order(ByteOrder.nativeOrder()).putLong(position);
        bytes(request);
    }

    /** Returns a buffer of this thread, to be filled for {@link #bytes}. */
    ByteBuffer buffer(long bytes) {
        return memory.get().buffer.clear().limit((int) Math.min(bytes, BUFFER_BYTES));
    }

    /**
     * Answers with the bytes in the buffer of this thread up to its position, and returns whether the kernel has taken
     * the answer: it may have given up waiting.
     */
    boolean bytes(long request) {
        Memory mine = memory.get();
        return once().fuse_reply_buf(request, mine.bufferAddress, mine.buffer.position()) == 0;
    }

    /** Answers with a text of less than a megabyte. */
    void link(long request, byte[] target) {
        buffer(BUFFER_BYTES).put(target).put((byte) 0);
        once().fuse_reply_readlink(request, memory.get().bufferAddress);
    }

    /** Answers with bytes; or only with their number, which the kernel requests with a {@code room} of 0. */
    void sized(long request, byte[] bytes, long room) {
        if (room == 0) {
            once().fuse_reply_xattr(request, bytes.length);
        } else {
            ByteBuffer buffer = buffer(BUFFER_BYTES);
            buffer.put(bytes);
            bytes(request);
        }
    }

    /** Answers with the space of the volume, in blocks of 512 bytes. */
    void statistics(long request, long blocks, long free, long inodes, int longestName) {
        long address = memory.get().statistics;
        NativeMemory.clear(address, STATISTICS_BYTES);
        long[] values = {512, 512, blocks, free, free, inodes + free, free, free, 0, 0, longestName};
        for (int i = 0; i < values.length; i++) {
            NativeMemory.putLong(address + (long) i * Long.BYTES, values[i]);
        }
        once().fuse_reply_statfs(request, address);
    }
}
