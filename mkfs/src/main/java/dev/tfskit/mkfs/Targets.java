// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.archive.CompressionFormat;
import dev.tfskit.cli.PathArgument;
import dev.tfskit.cli.SequentialFile;
import dev.tfskit.cli.StandardStream;
import dev.tfskit.cli.ToolContext;
import dev.tfskit.cli.UsageException;
import dev.tfskit.hostfile.FileKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Chooses the target for the name of an image. */
final class Targets {

    private static final String COMPRESSED = ".lz4";

    private Targets() {}

    static ImageTarget of(MkfsOptions options, ToolContext context) throws UsageException, IOException {
        return of(options.image(), isCompressed(options.image(), options.result()), options.result(), context);
    }

    /** Returns whether an image of this name is to be compressed. */
    static boolean isCompressed(String image, ResultOptions result) {
        return result.lz4() || image.endsWith(COMPRESSED);
    }

    /**
     * Returns the target of an image.
     *
     * @param image the name of the image
     * @param compressed whether it is compressed by lz4
     */
    static ImageTarget of(String image, boolean compressed, ResultOptions result, ToolContext context)
            throws UsageException, IOException {
        CompressionFormat compression = compressed ? CompressionFormat.LZ4 : CompressionFormat.NONE;
        if (StandardStream.OUTPUT.isNamedBy(image)) {
            context.terminal().demandRedirectedOutput();
            if (result.report() != ResultOptions.Report.NOTHING && result.report() != ResultOptions.Report.SUMMARY) {
                throw new UsageException("-v and --json print to standard output, where the image goes"
                        + "; name a file for it or leave them out");
            }
            return new StreamTarget(context.output(), compression);
        }
        Path path = PathArgument.parseTarget("IMAGE", image);
        if (SequentialFile.isAt(path)) {
            return new SequentialTarget(path, compression);
        }
        if (Files.exists(path) && FileKind.of(path) == FileKind.BLOCK_DEVICE) {
            if (compressed) {
                throw new UsageException("--lz4 makes a file, and " + path + " is a block device; leave --lz4 out");
            }
            return BlockDeviceTarget.open(path, result.force());
        }
        FileTarget file = new FileTarget(path, result.sync());
        return compressed ? new CompressedTarget(file) : file;
    }
}
