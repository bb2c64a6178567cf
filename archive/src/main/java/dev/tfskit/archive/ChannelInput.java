// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import dev.tfskit.message.NamedFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The bytes of an open file as a stream. The JDK's streams of a channel query its position, and a pipe has none. In a
 * regular file this stream keeps a position of its own, so other readers can use the channel meanwhile. Closing the
 * stream closes the channel. Not thread-safe.
 */
public final class ChannelInput extends PiecewiseInput {

    private final FileChannel channel;
    private final String name;
    private final boolean isSeekable;
    private long position;

    private ChannelInput(FileChannel channel, String name, boolean isSeekable, long position) {
        this.channel = channel;
        this.name = name;
        this.isSeekable = isSeekable;
        this.position = position;
    }

    /**
     * Opens a file.
     *
     * @param file the file; its name is in the failures of the stream
     * @return a stream of the whole file
     * @throws IOException when it cannot be opened
     */
    public static InputStream open(Path file) throws IOException {
        return from(FileChannel.open(file, StandardOpenOption.READ), file.toString(), 0);
    }

    /**
     * Creates a stream of a pipe or of another file without positions.
     *
     * @param name the name of the file in messages
     */
    static ChannelInput ofPipe(FileChannel channel, String name) {
        return new ChannelInput(channel, name, false, 0);
    }

    /**
     * Creates a stream of a file from a position on.
     *
     * @param name the name of the file in messages
     */
    static ChannelInput from(FileChannel channel, String name, long position) {
        return new ChannelInput(channel, name, true, position);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        ByteBuffer buffer = ByteBuffer.wrap(target, offset, length);
        int count = NamedFailure.name(name, () -> isSeekable ? channel.read(buffer, position) : channel.read(buffer));
        position += Math.max(0, count);
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        long most = isSeekable ? Math.min(count, NamedFailure.name(name, channel::size) - position) : 0;
        if (most <= 0) {
            // A device has no size in its attributes.
            return super.skip(count);
        }
        position += most;
        return most;
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } catch (IOException e) {
            throw NamedFailure.of(name, e);
        }
    }
}
