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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The open file systems by their addresses. An address consists of an image, a volume in it, and a number when the
 * volume is open several times. Opening may take long, so a thread waits only for an opening at its own address.
 * Thread-safe.
 */
final class OpenFileSystems {

    private static final CompletableFuture<Optional<TfsFileSystem>> NONE =
            CompletableFuture.completedFuture(Optional.empty());

    /** What becomes of each opening: a file system; empty when it fails, and then it is no longer here. */
    private final Map<VolumeAddress, CompletableFuture<Optional<TfsFileSystem>>> openings = new ConcurrentHashMap<>();

    /**
     * Opens a file system at the address that the options name. Waits while another thread opens one there, and opens
     * one itself when that thread fails.
     *
     * @throws FileSystemAlreadyExistsException when one is open at this address
     */
    TfsFileSystem open(TfsFileSystemProvider provider, Path image, ImageOptions options) throws IOException {
        VolumeAddress address = VolumeAddress.of(image, options);
        CompletableFuture<Optional<TfsFileSystem>> own = new CompletableFuture<>();
        while (openings.putIfAbsent(address, own) != null) {
            if (find(address).isPresent()) {
                throw new FileSystemAlreadyExistsException(image.toString());
            }
        }
        return openReserved(provider, address, options, own);
    }

    /** Opens a file system at the first address that is free, and waits for no other thread. */
    TfsFileSystem openAnother(TfsFileSystemProvider provider, Path image, ImageOptions options) throws IOException {
        VolumeAddress address = VolumeAddress.of(image, options);
        CompletableFuture<Optional<TfsFileSystem>> own = new CompletableFuture<>();
        while (openings.putIfAbsent(address, own) != null) {
            address = address.next();
        }
        return openReserved(provider, address, options, own);
    }

    private TfsFileSystem openReserved(
            TfsFileSystemProvider provider,
            VolumeAddress address,
            ImageOptions options,
            CompletableFuture<Optional<TfsFileSystem>> own)
            throws IOException {
        try {
            Volume volume = options.isWritable()
                    ? Tfs.openForWriting(address.image(), address.choice())
                    : Tfs.open(address.image(), address.choice());
            TfsFileSystem fileSystem = new TfsFileSystem(provider, address, volume);
            own.complete(Optional.of(fileSystem));
            return fileSystem;
        } finally {
            if (!own.isDone()) {
                // First the address is free, so that a thread that waits can take it.
                openings.remove(address);
                own.complete(Optional.empty());
            }
        }
    }

    /**
     * Returns the file system at the address that the options name. Waits while another thread opens it.
     *
     * @throws FileSystemNotFoundException when none is open at this address
     */
    TfsFileSystem get(Path image, ImageOptions options) {
        return find(VolumeAddress.of(image, options))
                .orElseThrow(() -> new FileSystemNotFoundException(image + " is not open as a file system"));
    }

    private Optional<TfsFileSystem> find(VolumeAddress address) {
        return openings.getOrDefault(address, NONE).join();
    }

    /** Frees the address of a file system. The file system calls this once; no other one has the address before. */
    void remove(TfsFileSystem closed) {
        openings.remove(closed.address());
    }
}
