// SPDX-License-Identifier: Apache-2.0
/** TFS images as file systems of {@code java.nio.file}: URIs with the scheme {@code tfs}. */
module dev.tfskit.nio {
    requires transitive dev.tfskit.core;
    requires static org.jspecify;

    exports dev.tfskit.nio;

    provides java.nio.file.spi.FileSystemProvider with
            dev.tfskit.nio.TfsFileSystemProvider;
}
