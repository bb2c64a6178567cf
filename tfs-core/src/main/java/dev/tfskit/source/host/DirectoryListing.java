// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source.host;

import dev.tfskit.message.NamedFailure;
import dev.tfskit.posix.HostNames;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.attributes.HostAttributes;
import dev.tfskit.value.Symbol;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.ArrayList;
import java.util.List;

/** Lists directories of the host in the order of the bytes of the names. Stateless. */
final class DirectoryListing {

    private DirectoryListing() {}

    /**
     * An entry that was listed.
     *
     * @param file its path when it was listed; of a directory that is reached by descriptor, only the last name is of
     *     use
     * @param path its path in the tree
     */
    record Entry(Path file, TreePath path) {}

    /**
     * Lists a directory.
     *
     * @param path its path in the tree
     * @param file its path on the host
     * @param attributes its attributes when its own entry was read
     * @throws IOException when it cannot be read, or another process has replaced it
     */
    static List<Entry> read(TreePath path, Path file, HostAttributes attributes) throws IOException {
        List<Entry> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(file)) {
            checkIdentity(entries, file, attributes);
            for (Path entry : entries) {
                found.add(new Entry(entry, path.child(Symbol.wrap(HostNames.lastName(entry)))));
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        } catch (IOException e) {
            throw NamedFailure.of(file, e);
        }
        found.sort((first, second) -> first.path.name().compareTo(second.path.name()));
        return found;
    }

    /** Checks that an open directory is the one that was listed: a symbolic link in its place would be followed. */
    private static void checkIdentity(DirectoryStream<Path> open, Path file, HostAttributes attributes)
            throws IOException {
        if (open instanceof SecureDirectoryStream<Path> byDescriptor) {
            Object key = byDescriptor
                    .getFileAttributeView(BasicFileAttributeView.class)
                    .readAttributes()
                    .fileKey();
            if (key != null && !attributes.key().equals(key)) {
                throw Disappearance.replaced(file.toString());
            }
        }
    }
}
