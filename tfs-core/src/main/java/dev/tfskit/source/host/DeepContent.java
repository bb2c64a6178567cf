// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source.host;

import dev.tfskit.io.ByteRange;
import dev.tfskit.io.IoFunction;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.Content;
import dev.tfskit.source.host.TreeDirectories.TreeDirectory;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The content of a regular file whose path is too long for the host. Only the thread that reads the source can open the
 * file, as long as the descriptor of its directory is open, so the content counts as a stream.
 */
final class DeepContent implements Content {

    private final TreeDirectories directories;
    private final TreeDirectory directory;
    private final Path name;
    private final TreePath path;
    private final long size;

    /** Creates the content of the file {@code name} in {@code directory}; {@code path} is its path in the tree. */
    DeepContent(TreeDirectories directories, TreeDirectory directory, Path name, TreePath path, long size) {
        this.directories = directories;
        this.directory = directory;
        this.name = name;
        this.path = path;
        this.size = size;
    }

    @Override
    public Reader open() throws IOException {
        return withContent(Content::open);
    }

    @Override
    public Optional<List<ByteRange>> dataRanges() throws IOException {
        return withContent(Content::dataRanges);
    }

    private <T> T withContent(IoFunction<Content, T> use) throws IOException {
        try {
            return use.apply(new TreeContent(directories.locate(directory).resolve(name), size));
        } catch (FileSystemException e) {
            throw directories.named(e, path);
        }
    }

    @Override
    public boolean isStreamed() {
        return true;
    }

    /** Returns the name for messages. */
    @Override
    public String toString() {
        return directories.displayed(path);
    }
}
