// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.disk.EfiLoader;
import dev.tfskit.disk.SystemPartition;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The open file with the UEFI loader of a disk, and the EFI system partition that holds the loader. Both are empty when
 * the disk has none.
 *
 * @param loader the loader; {@link #close} closes its file
 * @param partition the content of the EFI system partition; can be written while the file is open
 */
record LoaderFile(Optional<EfiLoader> loader, Optional<SystemPartition> partition) implements Closeable {

    /**
     * Opens a loader.
     *
     * @param file the path of the loader, if there is one
     * @param latest for reproducible images: the time of all files in the partition
     */
    static LoaderFile of(Optional<Path> file, Optional<Instant> latest) throws IOException {
        if (file.isEmpty()) {
            return new LoaderFile(Optional.empty(), Optional.empty());
        }
        EfiLoader loader = EfiLoader.open(file.get());
        int volumeId = latest.isPresent()
                ? (int) latest.get().getEpochSecond()
                : ThreadLocalRandom.current().nextInt();
        return new LoaderFile(
                Optional.of(loader),
                Optional.of(new SystemPartition(loader, volumeId, latest.orElseGet(Instant::now))));
    }

    @Override
    public void close() throws IOException {
        if (loader.isPresent()) {
            loader.get().close();
        }
    }
}
