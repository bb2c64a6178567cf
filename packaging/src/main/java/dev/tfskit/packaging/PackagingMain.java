// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.packaging;

import dev.tfskit.cli.Tool;
import dev.tfskit.cli.ToolSyntax;
import dev.tfskit.dump.DumpMain;
import dev.tfskit.fuse.FuseMain;
import dev.tfskit.mkfs.MkfsMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes what packages have in {@code share} besides documentation: manual pages of the pages in {@code docs}, and
 * completions of the tools for three shells. Arguments: the directory of the pages, the version and its time, and the
 * directory to write to.
 */
final class PackagingMain {

    private static final List<Tool> TOOLS = List.of(new MkfsMain(), new DumpMain(), new FuseMain());

    private final Path docs;
    private final String version;
    private final String date;
    private final Path share;

    private PackagingMain(Path docs, String version, String date, Path share) {
        this.docs = docs;
        this.version = version;
        this.date = date;
        this.share = share;
    }

    /**
     * Writes the files.
     *
     * @throws IOException when a page cannot be read or a file cannot be written
     */
    public static void main(String... arguments) throws IOException {
        String date = arguments[2].substring(0, "YYYY-MM-DD".length());
        new PackagingMain(Path.of(arguments[0]), arguments[1], date, Path.of(arguments[3])).write();
    }

    private void write() throws IOException {
        for (Tool tool : TOOLS) {
            writePage(tool.name() + ".md", tool.name(), 1);
            Completion completion = new Completion(ToolSyntax.of(tool).command());
            write("bash-completion/completions/" + tool.name(), completion.bash());
            write("zsh/site-functions/_" + tool.name(), completion.zsh());
            write("fish/vendor_completions.d/" + tool.name() + ".fish", completion.fish());
        }
        writePage("mount.fuse.tfs.md", "mount.fuse.tfs", 8);
        writePage("format.md", "tfs", 5);
    }

    private void writePage(String page, String name, int section) throws IOException {
        String markdown = Files.readString(docs.resolve(page));
        write(
                "man/man" + section + "/" + name + "." + section,
                new ManualPage(name, section, version, date, markdown).roff());
    }

    private void write(String path, String text) throws IOException {
        Path file = share.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
