// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/** An open file of a volume that can be changed. All open files of one inode share one {@link FileBody}. */
final class OpenLiveFile extends OpenFile {

    private final LiveState live;
    private final FileBody body;
    private boolean closed;

    OpenLiveFile(RegularFile file, LiveState live, FileBody body) {
        super(file);
        this.live = live;
        this.body = body;
    }

    @Override
    public long length() {
        return body.length();
    }

    @Override
    public int read(long position, ByteBuffer target) throws IOException {
        checkPosition(position);
        return body.read(position, target);
    }

    @Override
    public int write(long position, ByteBuffer source) throws IOException {
        checkPosition(position);
        return body.write(position, source);
    }

    @Override
    public int writeKeepingTimes(long position, ByteBuffer source) throws IOException {
        checkPosition(position);
        return body.writeKeepingTimes(position, source);
    }

    @Override
    public long append(ByteBuffer source) throws IOException {
        return body.append(source);
    }

    @Override
    public void truncate(long length) throws IOException {
        checkPosition(length);
        body.truncate(length);
    }

    @Override
    public void truncateKeepingTimes(long length) throws IOException {
        checkPosition(length);
        body.truncateKeepingTimes(length);
    }

    @Override
    public void allocate(long position, long count, SizeChange sizeChange) throws IOException {
        checkRange(position, count);
        body.allocate(position, count, sizeChange);
    }

    @Override
    public void punchHole(long position, long count) throws IOException {
        checkRange(position, count);
        body.punchHole(position, count);
    }

    @Override
    public void zeroRange(long position, long count, SizeChange sizeChange) throws IOException {
        checkRange(position, count);
        body.zeroRange(position, count, sizeChange);
    }

    @Override
    public OptionalLong seekData(long position) {
        checkPosition(position);
        return body.seekData(position);
    }

    @Override
    public OptionalLong seekHole(long position) {
        checkPosition(position);
        return body.seekHole(position);
    }

    @Override
    public void sync(SyncScope scope) throws IOException {
        body.sync(scope);
    }

    @Override
    public boolean freesBlocksOnClose() {
        return !closed && live.freesBlocksOnClose(body);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            live.close(body);
        }
    }
}
