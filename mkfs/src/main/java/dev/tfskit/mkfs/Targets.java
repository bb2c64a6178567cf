// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.archive.CompressionFormat;
import dev.tfskit.cli.PathArgument;
import dev.tfskit.cli.ToolContext;
import dev.tfskit.cli.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds out what the name of an image means. */
final class Targets {

    private static final String COMPRESSED = ".lz4";

    private Targets() {}

    static ImageTarget of(MkfsOptions options, ToolContext context) throws UsageException, IOException {
        ResultOptions result = options.result();
        boolean compressed = result.lz4() || options.image().endsWith(COMPRESSED);
        if (options.image().equals(SourceOptions.STANDARD_STREAM)) {
            if (context.terminal().output()) {
                throw new UsageException("standard output is a terminal; send it into a file or a pipe");
            }
            if (result.report() != ResultOptions.Report.NOTHING && result.report() != ResultOptions.Report.SUMMARY) {
                throw new UsageException("-v and --json print to standard output, where the image goes");
            }
            return new StreamTarget(context.output(), compressed ? CompressionFormat.LZ4 : CompressionFormat.NONE);
        }
        Path path = path(options.image());
        if (MountedDevices.isBlockDevice(path)) {
            if (compressed) {
                throw new UsageException("--lz4 makes a file, and " + path + " is a block device");
            }
            return BlockDeviceTarget.open(path, result.force());
        }
        FileTarget file = new FileTarget(path, result.sync());
        return compressed ? new CompressedTarget(file) : file;
    }

    private static Path path(String text) throws UsageException {
        Path path = PathArgument.parse("IMAGE", text);
        if (text.endsWith("/") && !Files.isDirectory(path)) {
            // Java forgets the slash, and a directory that was mistyped would become a file of that name.
            throw new UsageException(text + ": a name that ends in a slash means a directory, and there is none");
        }
        return path;
    }
}
