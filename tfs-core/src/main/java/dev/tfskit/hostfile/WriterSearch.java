// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.hostfile;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Finds the processes that have files open for writing, also without a lock. Finds only those that {@code /proc} shows
 * to this user. Takes tens of milliseconds. Where a file system does not answer, a search for a block device can wait
 * for it, and so can every search before Linux 5.14. Stateless and thread-safe.
 */
final class WriterSearch {

    private WriterSearch() {}

    /**
     * A process that has a file open for writing.
     *
     * @param descriptor its descriptor of the file
     * @param hadLock whether the file was known to be locked when the descriptor was found
     */
    record Writer(OpenDescriptor descriptor, boolean hadLock) {}

    /**
     * Returns a writer of each file that has one.
     *
     * @param files the files
     * @return the writers of some of the files
     */
    static Map<FileIdentity, Writer> find(Set<FileIdentity> files) {
        Map<FileIdentity, Writer> found = new HashMap<>();
        for (HostProcess process : HostProcess.all()) {
            for (OpenDescriptor descriptor : process.descriptors()) {
                descriptor
                        .writtenFile(files)
                        .filter(file -> !found.containsKey(file) && !process.isBeingStarted())
                        .ifPresent(file -> {
                            Writer writer = new Writer(descriptor, isLocked(descriptor.link()));
                            // A program that closes the file releases its lock first. So it may have had one.
                            if (descriptor.writtenFile(files).isPresent()) {
                                found.put(file, writer);
                            }
                        });
            }
        }
        return found;
    }

    private static boolean isLocked(Path file) {
        try {
            return RegisteredFile.probe(file, () -> LockCheck.isLocked(file)).orElse(true);
        } catch (IOException notKnown) {
            return false;
        }
    }
}
