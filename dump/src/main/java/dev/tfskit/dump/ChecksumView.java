// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.cli.ExitCode;
import dev.tfskit.cli.Flag;
import dev.tfskit.cli.Terminal;
import dev.tfskit.extract.walk.UnreadableException;
import dev.tfskit.schema.TreePath;
import dev.tfskit.volume.ContentDigest;
import dev.tfskit.volume.InodeResults;
import dev.tfskit.volume.RegularFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import picocli.CommandLine.Model.OptionSpec;

/** {@code --sha256}: prints a list that {@code sha256sum -c} accepts in the directory where the tree was extracted. */
final class ChecksumView implements View {

    private final InodeResults<String> sums = new InodeResults<>();

    @Override
    public OptionSpec option() {
        return Flag.named("--sha256")
                .description("Print the SHA-256 of every file, as sha256sum does.")
                .build();
    }

    @Override
    public Set<String> details() {
        return Set.of(DumpOptions.PATHS, "--depth", "--json", "--at");
    }

    @Override
    public boolean showsProgress(Terminal terminal) {
        return !terminal.output();
    }

    @Override
    public ExitCode show(Session session) throws IOException {
        // Not earlier: the first digest makes the JVM look through all that it knows of cryptography, and each run
        // makes
        // all views.
        ContentDigest digest = new ContentDigest();
        if (session.json()) {
            try (EntryList list = new EntryList(session.beginJson(), "files")) {
                session.walk().visit((path, inode, _) -> {
                    if (inode instanceof RegularFile file) {
                        String sum = sum(file, digest);
                        list.begin(path, file).field("sha256", sum);
                        list.end();
                    }
                });
                list.complete();
            }
        } else {
            session.walk().visitPossiblePaths((path, inode, _) -> {
                if (inode instanceof RegularFile file) {
                    printLine(session, sum(file, digest), path);
                }
            });
        }
        return session.damages().exitCode();
    }

    private String sum(RegularFile file, ContentDigest digest) throws IOException {
        try {
            return sums.get(file, () -> digest.sha256(file));
        } catch (IOException e) {
            throw UnreadableException.of(e);
        }
    }

    /**
     * Marks an escaped name with a backslash at the start of the line, as {@code sha256sum} does. No other escape is
     * known to it.
     */
    private static void printLine(Session session, String sum, TreePath path) throws IOException {
        byte[] name = path.toText().toByteArray();
        boolean escaped = new String(name, StandardCharsets.ISO_8859_1).matches("(?s).*[\\\\\n\r].*");
        session.output().print((escaped ? "\\" : "") + sum + "  ");
        // The path has no slash in front: it begins in the directory of the extraction.
        for (int i = 1; i < name.length; i++) {
            switch (name[i]) {
                case '\\' -> session.output().print("\\\\");
                case '\n' -> session.output().print("\\n");
                case '\r' -> session.output().print("\\r");
                default -> session.output().write(name[i]);
            }
        }
        session.output().write('\n');
    }
}
