// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.cli.ExitCode;
import dev.tfskit.cli.StandardOutput;
import dev.tfskit.cli.ToolFailedException;
import dev.tfskit.cli.UsageException;
import dev.tfskit.schema.TreePath;
import dev.tfskit.volume.FileContent;
import dev.tfskit.volume.PathLookup;
import dev.tfskit.volume.RegularFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.OptionSpec;

/** {@code --cat}: prints the bytes of files, one after the other, and nothing else. */
final class CatView implements View {

    private static final int BUFFER_BYTES = 256 << 10;

    /** The bytes of a file, and its path for messages. */
    private record NamedContent(TreePath path, FileContent content) {}

    @Override
    public OptionSpec option() {
        return OptionSpec.builder("--cat")
                .paramLabel("PATH")
                .type(String[].class)
                .description("Write the bytes of a file. Links are followed. May be repeated.")
                .build();
    }

    @Override
    public Set<String> details() {
        return Set.of("--json", "--at");
    }

    @Override
    public ExitCode show(Session session) throws UsageException, IOException {
        List<String> paths = session.options().arguments(this);
        if (session.json() && paths.size() > 1) {
            throw new UsageException("--json shows one file; give --cat once");
        }
        List<NamedContent> contents = new ArrayList<>();
        for (String path : paths) {
            PathLookup.Found found = session.entries().findFollowing(path);
            if (!(found.inode() instanceof RegularFile file)) {
                throw new ToolFailedException(found.path().toString(), "is not a regular file", "name one");
            }
            if (session.json()) {
                session.show(found.path(), () -> writeJson(session, found.path(), file));
                return ExitCode.OK;
            }
            session.show(found.path(), () -> contents.add(new NamedContent(found.path(), file.content())));
        }
        for (NamedContent each : contents) {
            session.show(each.path, () -> copy(each.content, session.output()));
        }
        return ExitCode.OK;
    }

    private static void writeJson(Session session, TreePath path, RegularFile file) throws IOException {
        try (JsonOutput json = session.beginJson()) {
            EntryList.describe(json, path, file);
            json.base64("content_base64", new ContentStream(file.content()));
            json.complete();
        }
    }

    private static void copy(FileContent content, StandardOutput output) throws IOException {
        byte[] bytes = new byte[BUFFER_BYTES];
        for (long position = 0; position < content.length(); ) {
            int count = content.read(position, ByteBuffer.wrap(bytes));
            output.write(bytes, 0, count);
            position += count;
        }
    }
}
