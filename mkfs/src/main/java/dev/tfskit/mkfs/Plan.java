package dev.tfskit.mkfs;

import dev.tfskit.Plural;
import dev.tfskit.TfsFormatException;
import dev.tfskit.cli.Printable;
import dev.tfskit.cli.StandardOutput;
import dev.tfskit.schema.TreePath;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.Socket;
import dev.tfskit.volume.SymbolicLink;
import dev.tfskit.volume.TreeWalk;
import dev.tfskit.volume.Volume;
import java.io.IOException;

/** Prints what would go into an image: for each entry its size, or what it is, and its path. */
final class Plan {

    private final StandardOutput output;
    private final EntryLines lines;
    private long entries;
    private long bytes;

    Plan(final StandardOutput output) {
        this.output = output;
        this.lines = new EntryLines(output);
    }

    void print(final Volume volume) throws IOException {
        final TreeWalk walk = new TreeWalk(TreePath.ROOT, volume.root());
        while (walk.hasNext()) {
            switch (walk.next()) {
                case TreeWalk.Visit.Entry(TreePath path, Inode inode) -> print(path, inode);
                case TreeWalk.Visit.Damaged(TreePath _, TfsFormatException reason) -> throw reason;
            }
        }
        output.println(Plural.of(entries, "entry", "entries") + ", " + Plural.bytes(bytes) + "; nothing was made");
    }

    private void print(final TreePath path, final Inode inode) throws IOException {
        entries++;
        final String name = Printable.of(path.toString());
        switch (inode) {
            case Directory _ -> lines.print("directory", name);
            case Socket _ -> lines.print("socket", name);
            case SymbolicLink link -> lines.printLink(name, link.target());
            case RegularFile file -> {
                bytes += file.length();
                lines.print(Long.toString(file.length()), name);
            }
        }
    }
}
