// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.oci;

import dev.tfskit.archive.ChannelInput;
import dev.tfskit.archive.TarIndex;
import dev.tfskit.error.ArchiveException;
import dev.tfskit.json.Json;
import dev.tfskit.message.Messages;
import dev.tfskit.value.Text;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The files that make up container images, in a directory or in a tar archive. Where everything is in one directory, as
 * when a layout was packed by its name, the files are those of this directory.
 */
final class ImageFiles implements Closeable {

    private static final int MOST_DOCUMENT_BYTES = 8 << 20;
    /**
     * The most bytes of all documents together. Ten thousand manifests with their configurations have less; an archive
     * can list one large document any number of times.
     */
    private static final int MOST_DOCUMENTS_BYTES = 128 << 20;

    private final String displayName;
    private final Storage storage;
    private long documentBytes;

    /** The kinds of storage. */
    private sealed interface Storage {

        /** A directory of the host. */
        record HostDirectory(Path path) implements Storage {}

        /**
         * A tar archive.
         *
         * @param directory what stands in front of the paths of the files, with a slash at its end; or empty
         */
        record Archive(TarIndex index, String directory) implements Storage {

            static Archive of(TarIndex index) {
                return new Archive(
                        index, index.onlyDirectory().map(name -> name + "/").orElse(""));
            }
        }
    }

    private ImageFiles(String displayName, Storage storage) {
        this.displayName = displayName;
        this.storage = storage;
    }

    /**
     * Opens a directory or an archive.
     *
     * @param temporaryDirectory takes a copy of an archive that cannot be read in place
     */
    static ImageFiles in(Path path, Path temporaryDirectory) throws IOException {
        return new ImageFiles(
                path.toString(),
                Files.isDirectory(path)
                        ? new Storage.HostDirectory(withoutOuter(path))
                        : Storage.Archive.of(TarIndex.of(path, temporaryDirectory)));
    }

    /** Returns the only directory in a directory that has nothing else, and otherwise the directory itself. */
    private static Path withoutOuter(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            List<Path> first = entries.limit(2).toList();
            return first.size() == 1 && Files.isDirectory(first.getFirst()) ? first.getFirst() : directory;
        } catch (IOException | UncheckedIOException e) {
            // Files in a directory that cannot be listed can be opened all the same.
            return directory;
        }
    }

    /**
     * Copies an archive that comes in as a stream.
     *
     * @param name the name of the archive in messages
     * @param temporaryDirectory takes the copy
     */
    static ImageFiles from(InputStream stream, String name, Path temporaryDirectory) throws IOException {
        return new ImageFiles(name, Storage.Archive.of(TarIndex.of(stream, name, temporaryDirectory)));
    }

    /** Returns the name of the directory or archive in messages. */
    String displayName() {
        return displayName;
    }

    /**
     * Returns the path of a file below the directory or in the archive. In documents, a slash or a dot may stand in
     * front of it.
     *
     * @throws ArchiveException when the name leads out of the directory or archive
     */
    private String relative(String name) throws ArchiveException {
        List<String> parts = List.of(name.split("/")).stream()
                .filter(part -> !part.isEmpty() && !part.equals("."))
                .toList();
        if (parts.isEmpty() || parts.contains("..") || name.contains("\0")) {
            throw problem("the name " + Text.of(name).quoted() + " leads out of it"
                    + "; it is damaged: copy or make it again");
        }
        return String.join("/", parts);
    }

    private Path onHost(Path directory, String name) throws ArchiveException {
        try {
            return directory.resolve(relative(name));
        } catch (InvalidPathException e) {
            throw problem("the name " + Text.of(name).quoted() + " cannot be that of a file"
                    + "; it is damaged: copy or make it again");
        }
    }

    /**
     * Returns whether a file exists.
     *
     * @throws ArchiveException when the name cannot be that of a file
     */
    boolean has(String name) throws ArchiveException {
        return switch (storage) {
            case Storage.HostDirectory(Path path) -> Files.exists(onHost(path, name));
            case Storage.Archive(TarIndex index, String directory) -> index.has(directory + relative(name));
        };
    }

    private Optional<InputStream> find(String name) throws IOException {
        return switch (storage) {
            case Storage.HostDirectory(Path path) -> {
                try {
                    yield Optional.of(ChannelInput.open(onHost(path, name)));
                } catch (NoSuchFileException e) {
                    yield Optional.empty();
                }
            }
            case Storage.Archive(TarIndex index, String directory) -> index.open(directory + relative(name));
        };
    }

    /**
     * Opens a file.
     *
     * @throws ArchiveException when it is missing
     */
    InputStream open(String name) throws IOException {
        return find(name).orElseThrow(() -> missing(name));
    }

    /** Reads a document; empty when it is missing. */
    Optional<Json> findDocument(String name) throws IOException {
        Optional<InputStream> found = find(name);
        return found.isEmpty() ? Optional.empty() : Optional.of(parse(found.get(), name));
    }

    /** Reads a document from its bytes, and closes them. */
    Json parse(InputStream bytes, String name) throws IOException {
        try (bytes) {
            byte[] document = bytes.readNBytes(MOST_DOCUMENT_BYTES);
            if (document.length == MOST_DOCUMENT_BYTES || bytes.read() >= 0) {
                throw problem(name + " has at least " + Messages.bytes(MOST_DOCUMENT_BYTES)
                        + ", too many for such a document; it is damaged: copy or make it again");
            }
            documentBytes += document.length;
            if (documentBytes > MOST_DOCUMENTS_BYTES) {
                throw problem("its documents have more than " + MOST_DOCUMENTS_BYTES
                        + " bytes together; copy the image that you want to a layout of its own");
            }
            return Json.parse(document, displayName, name);
        }
    }

    /**
     * Checks that the file of a layer exists.
     *
     * @param descriptor has the address of a foreign layer: such a layer may not be redistributed, so programs that
     *     copy images leave it out
     */
    void requireLayer(Layer layer, Json descriptor) throws ArchiveException {
        if (!has(layer.file())) {
            List<String> addresses = descriptor.get("urls").texts();
            throw addresses.isEmpty()
                    ? missing(layer.file())
                    : problem("the foreign " + layer + " is missing; put what is at " + addresses.getFirst()
                            + " into it as " + layer.file());
        }
    }

    /** Returns the failure for a missing file. */
    ArchiveException missing(String name) {
        return problem(missingText(name));
    }

    /** Returns the message for a missing file. */
    static String missingText(String name) {
        return "it has no " + name + "; it is incomplete: copy or make it again";
    }

    /** Returns a failure of the image as a whole. */
    ArchiveException problem(String text) {
        return new ArchiveException(displayName, text);
    }

    @Override
    public void close() throws IOException {
        switch (storage) {
            case Storage.HostDirectory _ -> {}
            case Storage.Archive(TarIndex index, String _) -> index.close();
        }
    }
}
