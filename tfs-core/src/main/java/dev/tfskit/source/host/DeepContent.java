// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source.host;

import dev.tfskit.io.ByteRange;
import dev.tfskit.io.IoFunction;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.Content;
import dev.tfskit.source.attributes.HostAttributes;
import dev.tfskit.source.host.TreeDirectories.TreeDirectory;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The content of a regular file that is reached by the descriptor of its directory, see {@link TreeDirectories}. */
final class DeepContent implements Content {

    private final TreeDirectories directories;
    private final TreeDirectory directory;
    private final Path name;
    private final TreePath path;
    private final HostAttributes listed;

    /**
     * Creates the content of the file {@code name} in {@code directory}.
     *
     * @param path its path in the tree
     * @param listed the attributes of the file when it was listed
     */
    DeepContent(TreeDirectories directories, TreeDirectory directory, Path name, TreePath path, HostAttributes listed) {
        this.directories = directories;
        this.directory = directory;
        this.name = name;
        this.path = path;
        this.listed = listed;
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
            return use.apply(new TreeContent(directories.locate(directory).resolve(name), listed));
        } catch (FileSystemException e) {
            throw directories.named(e, path);
        }
    }

    /** The directories of the source are for one thread, and are closed with it. */
    @Override
    public boolean isBoundToSource() {
        return true;
    }

    /** Returns the name for messages. */
    @Override
    public String toString() {
        return directories.displayed(path);
    }
}
