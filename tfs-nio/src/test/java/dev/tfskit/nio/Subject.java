// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import dev.tfskit.Tfs;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The file systems that the contract is tried on: whatever it says of TFS, Linux does too. */
enum Subject {
    /** A volume in an image of its own. */
    TFS {
        @Override
        Fixture open(Path temp) throws IOException {
            Path image = temp.resolve("contract.raw");
            Tfs.create(image, 64 << 20, "contract").close();
            FileSystem fileSystem = FileSystems.newFileSystem(image, Map.of("mode", "rw"));
            return new Fixture(Files.createDirectory(fileSystem.getPath("/work")), fileSystem);
        }
    },
    /** A directory of the host. */
    HOST {
        @Override
        Fixture open(Path temp) throws IOException {
            return new Fixture(Files.createDirectory(temp.resolve("work")).toRealPath(), () -> {});
        }
    };

    /**
     * A place to work in.
     *
     * @param root an empty directory, by its real path
     * @param resource closes the file system where it can be closed
     */
    record Fixture(Path root, Closeable resource) implements Closeable {
        @Override
        public void close() throws IOException {
            resource.close();
        }
    }

    abstract Fixture open(Path temp) throws IOException;
}
