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
 * The UEFI loader of a disk, if there is one, as an open file.
 *
 * @param loader the open file
 * @param partition the partition that holds it
 */
record Loader(Optional<EfiLoader> loader, Optional<SystemPartition> partition) implements Closeable {

    /**
     * Opens a loader.
     *
     * @param file the path of the loader, if there is one
     * @param latest for reproducible images: the time of all files in the partition
     */
    static Loader of(Optional<Path> file, Optional<Instant> latest) throws IOException {
        if (file.isEmpty()) {
            return new Loader(Optional.empty(), Optional.empty());
        }
        EfiLoader loader = EfiLoader.open(file.get());
        int volumeId = latest.isPresent()
                ? (int) latest.get().getEpochSecond()
                : ThreadLocalRandom.current().nextInt();
        return new Loader(
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
