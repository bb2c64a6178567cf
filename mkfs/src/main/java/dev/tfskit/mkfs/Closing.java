package dev.tfskit.mkfs;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** Closes several things, each of them also when another fails to. */
final class Closing {

    private Closing() {}

    /**
     * Closes all of them.
     *
     * @throws IOException the first failure, with the others as suppressed ones
     */
    static void all(final List<? extends Closeable> open) throws IOException {
        if (!open.isEmpty()) {
            try (Closeable _ = () -> all(open.subList(1, open.size()))) {
                open.getFirst().close();
            }
        }
    }
}
