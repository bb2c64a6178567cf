// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.FileStoreAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The space of a volume. Two stores of the same file system are equal. */
final class TfsFileStore extends FileStore {

    private static final Set<Class<? extends FileAttributeView>> VIEWS = Set.of(
            BasicFileAttributeView.class,
            FileOwnerAttributeView.class,
            PosixFileAttributeView.class,
            UserDefinedFileAttributeView.class);

    private final TfsFileSystem fileSystem;

    TfsFileStore(TfsFileSystem fileSystem) {
        this.fileSystem = fileSystem;
    }

    /** Returns the path of the image on the host. */
    @Override
    public String name() {
        return fileSystem.address().image().toString();
    }

    @Override
    public String type() {
        return ImageUri.SCHEME;
    }

    @Override
    public boolean isReadOnly() {
        return fileSystem.isReadOnly();
    }

    private Volume.Statistics statistics() throws IOException {
        return fileSystem.working(fileSystem.volume()::statistics);
    }

    @Override
    public long getTotalSpace() throws IOException {
        return statistics().blocks() * BlockDevice.BLOCK_BYTES;
    }

    @Override
    public long getUsableSpace() throws IOException {
        return getUnallocatedSpace();
    }

    @Override
    public long getUnallocatedSpace() throws IOException {
        return statistics().freeBlocks() * BlockDevice.BLOCK_BYTES;
    }

    @Override
    public long getBlockSize() {
        return BlockDevice.BLOCK_BYTES;
    }

    @Override
    public boolean supportsFileAttributeView(Class<? extends FileAttributeView> type) {
        return VIEWS.contains(type);
    }

    @Override
    public boolean supportsFileAttributeView(String name) {
        return fileSystem.supportedFileAttributeViews().contains(name);
    }

    @Override
    public <V extends FileStoreAttributeView> @Nullable V getFileStoreAttributeView(Class<V> type) {
        return null;
    }

    /** Returns a figure of the space, or the {@code label} or {@code uuid} of the volume. */
    @Override
    public Object getAttribute(String attribute) throws IOException {
        return switch (attribute) {
            case "totalSpace" -> getTotalSpace();
            case "usableSpace" -> getUsableSpace();
            case "unallocatedSpace" -> getUnallocatedSpace();
            case "label" -> fileSystem.volume().identity().label().text().decode();
            case "uuid" -> fileSystem.volume().identity().uuid();
            default -> throw new UnsupportedOperationException("a TFS volume has no such attribute: " + attribute);
        };
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TfsFileStore that && that.fileSystem == fileSystem;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(fileSystem);
    }

    @Override
    public String toString() {
        return name();
    }
}
