// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Closes several resources. All are closed even if closing one of them fails. */
final class CloseAll {

    private CloseAll() {}

    /**
     * Closes all of them, in order.
     *
     * @throws IOException the first failure, with the others as suppressed ones
     */
    static void all(List<? extends Closeable> open) throws IOException {
        List<Exception> failures = new ArrayList<>();
        for (Closeable each : open) {
            try {
                each.close();
            } catch (IOException | RuntimeException e) {
                failures.add(e);
            }
        }
        if (failures.isEmpty()) {
            return;
        }
        Exception first = failures.removeFirst();
        failures.forEach(first::addSuppressed);
        if (first instanceof IOException e) {
            throw e;
        }
        throw (RuntimeException) first;
    }
}
