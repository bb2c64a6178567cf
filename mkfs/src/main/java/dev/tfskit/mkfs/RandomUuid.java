// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Makes random UUIDs. Linux makes them, too, and reading one takes a fraction of the time that Java needs to set up its
 * own source of randomness. Stateless and thread-safe.
 */
final class RandomUuid {

    private static final Path OF_LINUX = Path.of("/proc/sys/kernel/random/uuid");

    private RandomUuid() {}

    /** Returns a random UUID of version 4. */
    static UUID next() {
        try {
            return UUID.fromString(Files.readString(OF_LINUX).strip());
        } catch (IOException | IllegalArgumentException elsewhere) {
            return UUID.randomUUID();
        }
    }
}
