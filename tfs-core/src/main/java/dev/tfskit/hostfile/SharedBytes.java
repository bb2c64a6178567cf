// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.hostfile;

import dev.tfskit.io.ByteRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the files that have bytes in common with a block device: the disk of a partition, the file behind a loop
 * device, and the partitions and loop devices that show some of the same bytes. If a device finds another, the other
 * finds it, too. Not thread-safe.
 */
final class SharedBytes {

    private final List<Layer> layers = new ArrayList<>();
    private final Map<Path, FileIdentity> found = new LinkedHashMap<>();

    /** A block device, and where its bytes are in another file. */
    private record Layer(FileRange device, FileRange base) {}

    private SharedBytes() {
        for (HostBlockDevice device : HostBlockDevice.all()) {
            try {
                FileRange bytes = device.bytes();
                device.base().ifPresent(base -> layers.add(new Layer(bytes, base)));
            } catch (IOException gone) {
                continue;
            }
        }
    }

    /**
     * Returns the files that have bytes in common with a file.
     *
     * @param file an existing file
     * @return paths and identities of existing files other than the given one; none if that is not a block device
     */
    static Map<Path, FileIdentity> otherFiles(Path file) throws IOException {
        Optional<HostBlockDevice> device = HostBlockDevice.of(file);
        if (device.isEmpty()) {
            return Map.of();
        }
        SharedBytes shared = new SharedBytes();
        shared.add(device.get().bytes());
        shared.found.keySet().removeIf(other -> !isOtherFile(other, file));
        return shared.found;
    }

    private static boolean isOtherFile(Path other, Path file) {
        try {
            return !Files.isSameFile(other, file);
        } catch (IOException goneOrHidden) {
            return false;
        }
    }

    /** Adds a file with some of its bytes, and then all files that have these. */
    private void add(FileRange bytes) {
        // The name of a file behind a loop device can come from another mount namespace, and so lead back to the
        // device.
        if (bytes.range().length() == 0 || found.containsValue(bytes.identity())) {
            return;
        }
        found.put(bytes.file(), bytes.identity());
        for (Layer layer : layers) {
            addCounterpart(bytes, layer.device, layer.base);
            addCounterpart(bytes, layer.base, layer.device);
        }
    }

    /** Adds those of some bytes that are in one side of a layer, as they are in the other side. */
    private void addCounterpart(FileRange bytes, FileRange side, FileRange other) {
        if (bytes.identity().equals(side.identity())) {
            ByteRange common = bytes.range().intersection(side.range());
            long distance = other.range().start() - side.range().start();
            add(new FileRange(other.file(), other.identity(), common.movedBy(distance)));
        }
    }
}
