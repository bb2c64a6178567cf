package dev.tfskit.mkfs;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Closes several things, each of them also when another fails to. */
final class Closing {

    private Closing() {}

    /**
     * Closes all of them, in order.
     *
     * @throws IOException the first failure, with the others as suppressed ones
     */
    static void all(final List<? extends Closeable> open) throws IOException {
        final List<Exception> failures = new ArrayList<>();
        for (final Closeable each : open) {
            try {
                each.close();
            } catch (IOException | RuntimeException e) {
                failures.add(e);
            }
        }
        if (failures.isEmpty()) {
            return;
        }
        final Exception first = failures.removeFirst();
        failures.forEach(first::addSuppressed);
        if (first instanceof IOException e) {
            throw e;
        }
        throw (RuntimeException) first;
    }
}
