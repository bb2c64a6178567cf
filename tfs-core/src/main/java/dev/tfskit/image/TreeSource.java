package dev.tfskit.image;

import java.io.IOException;
import java.util.Optional;

/** A tree that can become an image: an iterator over its entries, in the order in which they go in. */
public interface TreeSource {

    /**
     * The next entry.
     *
     * @return empty at the end
     * @throws IOException when the source cannot be read
     */
    Optional<SourceEntry> next() throws IOException;
}
