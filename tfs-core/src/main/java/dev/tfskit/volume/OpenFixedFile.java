// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.OptionalLong;

/** An open file of a volume that was opened for reading. */
final class OpenFixedFile extends OpenFile {

    private final FileContent content;

    OpenFixedFile(RegularFile file, FileContent content) {
        super(file);
        this.content = content;
    }

    @Override
    public long length() {
        return content.length();
    }

    @Override
    public int read(long position, ByteBuffer target) throws IOException {
        checkPosition(position);
        return content.read(position, target);
    }

    @Override
    public int write(long position, ByteBuffer source) {
        checkPosition(position);
        throw new ReadOnlyFileSystemException();
    }

    @Override
    public int writeKeepingTimes(long position, ByteBuffer source) {
        return write(position, source);
    }

    @Override
    public long append(ByteBuffer source) {
        throw new ReadOnlyFileSystemException();
    }

    @Override
    public void truncate(long length) {
        checkPosition(length);
        throw new ReadOnlyFileSystemException();
    }

    @Override
    public void truncateKeepingTimes(long length) {
        truncate(length);
    }

    @Override
    public void allocate(long position, long count, SizeChange sizeChange) {
        checkRange(position, count);
        throw new ReadOnlyFileSystemException();
    }

    @Override
    public void punchHole(long position, long count) {
        checkRange(position, count);
        throw new ReadOnlyFileSystemException();
    }

    @Override
    public void zeroRange(long position, long count, SizeChange sizeChange) {
        checkRange(position, count);
        throw new ReadOnlyFileSystemException();
    }

    @Override
    public OptionalLong seekData(long position) {
        checkPosition(position);
        return content.seekData(position);
    }

    @Override
    public OptionalLong seekHole(long position) {
        checkPosition(position);
        return content.seekHole(position);
    }

    @Override
    public void sync(SyncScope scope) {
        throw new ReadOnlyFileSystemException();
    }

    @Override
    public boolean freesBlocksOnClose() {
        return false;
    }

    @Override
    public void close() {
        // The volume owns the device, and nothing else is open.
    }
}
