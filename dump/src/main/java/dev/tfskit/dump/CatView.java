// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.cli.ExitCode;
import dev.tfskit.cli.ToolFailedException;
import dev.tfskit.volume.FileContent;
import dev.tfskit.volume.PathLookup;
import dev.tfskit.volume.RegularFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import picocli.CommandLine.Model.OptionSpec;

/** {@code --cat}: prints the bytes of a file, and nothing else. */
final class CatView implements View {

    private static final int BUFFER_BYTES = 256 << 10;

    @Override
    public OptionSpec option() {
        return OptionSpec.builder("--cat")
                .paramLabel("PATH")
                .type(String.class)
                .description("Write the bytes of a file. Links are followed.")
                .build();
    }

    @Override
    public Set<String> details() {
        return Set.of("--json", "--at");
    }

    @Override
    public ExitCode show(Session session) throws IOException {
        PathLookup.Found found = session.findFollowing(session.options().argument(this));
        if (!(found.inode() instanceof RegularFile file)) {
            throw new ToolFailedException(found.path().toString(), "is not a regular file", "name one");
        }
        FileContent content = file.content();
        if (session.json()) {
            try (JsonOutput json = session.beginJson()) {
                EntryList.describe(json, found.path(), file);
                json.base64("content_base64", new ContentStream(content));
                json.complete();
            }
            return ExitCode.OK;
        }
        byte[] bytes = new byte[BUFFER_BYTES];
        for (long position = 0; position < content.length(); ) {
            int count = content.read(position, ByteBuffer.wrap(bytes));
            session.output().write(bytes, 0, count);
            position += count;
        }
        return ExitCode.OK;
    }
}
