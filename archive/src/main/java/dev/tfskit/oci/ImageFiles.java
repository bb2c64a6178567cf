// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.oci;

import dev.tfskit.archive.TarIndex;
import dev.tfskit.error.ArchiveException;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** The files that make up a container image, in a directory or in a tar archive. */
final class ImageFiles {

    private static final int MOST_DOCUMENT_BYTES = 8 << 20;

    private final Path path;
    /** Empty for a directory. */
    private final Optional<TarIndex> index;

    private ImageFiles(Path path, Optional<TarIndex> index) {
        this.path = path;
        this.index = index;
    }

    /** Those in a directory or an archive. */
    static ImageFiles in(Path path) throws IOException {
        return new ImageFiles(path, Files.isDirectory(path) ? Optional.empty() : Optional.of(TarIndex.of(path)));
    }

    /** Where they are, in messages. */
    String place() {
        return path.toString();
    }

    /** Opens a file, if it is there. Names come from documents: none leads out of the place. */
    Optional<InputStream> find(String name) throws IOException {
        if (name.isEmpty() || name.startsWith("/") || ("/" + name + "/").contains("/../") || name.contains("\0")) {
            throw problem("the name " + name + " leads out of it; it is damaged");
        }
        if (index.isPresent()) {
            return index.get().open(name);
        }
        try {
            return Optional.of(Files.newInputStream(path.resolve(name)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (InvalidPathException e) {
            throw problem("the name " + Text.of(name).quoted() + " cannot be that of a file; it is damaged");
        }
    }

    /** Opens a file that must be there. */
    InputStream open(String name) throws IOException {
        return find(name).orElseThrow(() -> problem("it has no " + name + "; it is incomplete"));
    }

    /** Reads a document that may not be there. */
    Optional<Json> findDocument(String name) throws IOException {
        Optional<InputStream> found = find(name);
        return found.isEmpty() ? Optional.empty() : Optional.of(parse(found.get(), name));
    }

    /** Reads a document from its bytes, which are closed then. */
    Json parse(InputStream bytes, String name) throws IOException {
        try (bytes) {
            byte[] document = bytes.readNBytes(MOST_DOCUMENT_BYTES);
            if (document.length == MOST_DOCUMENT_BYTES || bytes.read() >= 0) {
                throw problem(name + " is larger than " + MOST_DOCUMENT_BYTES + " bytes, which no such document is");
            }
            return Json.parse(document, place(), name);
        }
    }

    ArchiveException problem(String text) {
        return new ArchiveException(place(), text);
    }
}
