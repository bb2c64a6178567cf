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
 * The UEFI loader of a disk, if it is to have one, open as long as it is needed.
 *
 * @param loader the open file
 * @param partition that holds it
 */
record Loader(Optional<EfiLoader> loader, Optional<SystemPartition> partition) implements Closeable {

    /**
     * Opens a loader.
     *
     * @param latest for images that are reproducible: the time of everything
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
