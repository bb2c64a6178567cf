// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import dev.tfskit.Tfs;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.file.FileSystemAlreadyExistsException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The open file systems by their addresses. An address consists of an image, a volume in it, and a number when the
 * volume is open several times. Thread-safe.
 */
final class OpenFileSystems {

    private final Map<VolumeAddress, TfsFileSystem> open = new HashMap<>();

    /**
     * Opens a file system at the address that the options name.
     *
     * @throws FileSystemAlreadyExistsException when one is open at this address
     */
    synchronized TfsFileSystem open(TfsFileSystemProvider provider, Path image, ImageOptions options)
            throws IOException {
        VolumeAddress address = VolumeAddress.of(image, options);
        if (open.containsKey(address)) {
            throw new FileSystemAlreadyExistsException(image.toString());
        }
        return open(provider, address, options);
    }

    /** Opens a file system at the first address that is free. */
    synchronized TfsFileSystem openAnother(TfsFileSystemProvider provider, Path image, ImageOptions options)
            throws IOException {
        VolumeAddress address = VolumeAddress.of(image, options);
        while (open.containsKey(address)) {
            address = address.next();
        }
        return open(provider, address, options);
    }

    private TfsFileSystem open(TfsFileSystemProvider provider, VolumeAddress address, ImageOptions options)
            throws IOException {
        Volume volume = options.isWritable()
                ? Tfs.openForWriting(address.image(), address.choice())
                : Tfs.open(address.image(), address.choice());
        TfsFileSystem fileSystem = new TfsFileSystem(provider, address, volume);
        open.put(address, fileSystem);
        return fileSystem;
    }

    /**
     * Returns the file system at the address that the options name.
     *
     * @throws FileSystemNotFoundException when none is open at this address
     */
    synchronized TfsFileSystem get(Path image, ImageOptions options) {
        VolumeAddress address = VolumeAddress.of(image, options);
        TfsFileSystem found = open.get(address);
        if (found == null) {
            throw new FileSystemNotFoundException(image + " is not open as a file system");
        }
        return found;
    }

    synchronized void remove(TfsFileSystem closed) {
        open.remove(closed.address(), closed);
    }
}
