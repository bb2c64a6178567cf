// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import dev.tfskit.Tfs;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.file.FileSystemAlreadyExistsException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The open file systems by their addresses. An address consists of an image, a volume in it, and a number when the
 * volume is open several times. Opening may take long, so no thread waits for the opening of another. Thread-safe.
 */
final class OpenFileSystems {

    /** The file systems; empty at an address where one is being opened. */
    private final Map<VolumeAddress, Optional<TfsFileSystem>> open = new ConcurrentHashMap<>();

    /**
     * Opens a file system at the address that the options name.
     *
     * @throws FileSystemAlreadyExistsException when one is open at this address, or is being opened
     */
    TfsFileSystem open(TfsFileSystemProvider provider, Path image, ImageOptions options) throws IOException {
        VolumeAddress address = VolumeAddress.of(image, options);
        if (!reserve(address)) {
            throw new FileSystemAlreadyExistsException(image.toString());
        }
        return openReserved(provider, address, options);
    }

    /** Opens a file system at the first address that is free. */
    TfsFileSystem openAnother(TfsFileSystemProvider provider, Path image, ImageOptions options) throws IOException {
        VolumeAddress address = VolumeAddress.of(image, options);
        while (!reserve(address)) {
            address = address.next();
        }
        return openReserved(provider, address, options);
    }

    private boolean reserve(VolumeAddress address) {
        return open.putIfAbsent(address, Optional.empty()) == null;
    }

    private TfsFileSystem openReserved(TfsFileSystemProvider provider, VolumeAddress address, ImageOptions options)
            throws IOException {
        try {
            Volume volume = options.isWritable()
                    ? Tfs.openForWriting(address.image(), address.choice())
                    : Tfs.open(address.image(), address.choice());
            TfsFileSystem fileSystem = new TfsFileSystem(provider, address, volume);
            open.put(address, Optional.of(fileSystem));
            return fileSystem;
        } finally {
            // Still there only after a failure.
            open.remove(address, Optional.empty());
        }
    }

    /**
     * Returns the file system at the address that the options name.
     *
     * @throws FileSystemNotFoundException when none is open at this address
     */
    TfsFileSystem get(Path image, ImageOptions options) {
        return open.getOrDefault(VolumeAddress.of(image, options), Optional.empty())
                .orElseThrow(() -> new FileSystemNotFoundException(image + " is not open as a file system"));
    }

    void remove(TfsFileSystem closed) {
        open.remove(closed.address(), Optional.of(closed));
    }
}
