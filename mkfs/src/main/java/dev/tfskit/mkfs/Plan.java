// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.Printable;
import dev.tfskit.cli.StandardOutput;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.message.Messages;
import dev.tfskit.schema.TreePath;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.Socket;
import dev.tfskit.volume.SpecialFile;
import dev.tfskit.volume.SymbolicLink;
import dev.tfskit.volume.TreeWalk;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/** Prints the entries that an image would have, for {@code --dry-run}: the size or kind of each, and its path. */
final class Plan {

    private final StandardOutput output;
    private final EntryLines lines;
    private final Set<Inode> linked = new HashSet<>();
    private long entries;
    private long bytes;

    Plan(StandardOutput output) {
        this.output = output;
        this.lines = new EntryLines(output);
    }

    void print(Volume volume) throws IOException {
        TreeWalk walk = new TreeWalk(TreePath.ROOT, volume.root());
        while (walk.hasNext()) {
            switch (walk.next()) {
                case TreeWalk.Visit.Entry(TreePath path, Inode inode) -> print(path, inode);
                case TreeWalk.Visit.Damaged(TreePath _, TfsFormatException reason) -> throw reason;
            }
        }
        output.println(Messages.of(entries, "entry", "entries") + ", " + Messages.bytes(bytes) + "; nothing was made");
    }

    private void print(TreePath path, Inode inode) throws IOException {
        entries++;
        String name = Printable.of(path.quoted());
        switch (inode) {
            case Directory _ -> lines.print("directory", name);
            case Socket _ -> lines.print("socket", name);
            case SpecialFile special -> lines.print(special.node().toText().decode(), name);
            case SymbolicLink link -> lines.printLink(name, link.target());
            case RegularFile file -> {
                // Further names of a file take no space.
                if (file.linkCount() == 1 || linked.add(file)) {
                    bytes += file.length();
                }
                lines.print(Long.toString(file.length()), name);
            }
        }
    }
}
