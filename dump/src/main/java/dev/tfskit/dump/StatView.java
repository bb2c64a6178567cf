// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.cli.ExitCode;
import dev.tfskit.message.Messages;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.Extent;
import dev.tfskit.schema.TreePath;
import dev.tfskit.text.ValuePrinter;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.PathLookup;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.SymbolicLink;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.OptionSpec;

/** {@code --stat}: prints everything that the image holds about one entry. */
final class StatView implements View {

    private static final Set<Symbol> NOT_SHOWN = Set.of(Attributes.CHILDREN, Attributes.EXTENTS, Attributes.PARENT);

    @Override
    public OptionSpec option() {
        return OptionSpec.builder("--stat")
                .paramLabel("PATH")
                .type(String.class)
                .description("Print every attribute of an entry, its extents and blocks.")
                .build();
    }

    @Override
    public Set<String> details() {
        return Set.of("--json", "--at");
    }

    @Override
    public ExitCode show(Session session) throws IOException {
        PathLookup.Found found = session.entries().find(session.options().argument(this));
        session.show(found.path(), () -> {
            if (session.json()) {
                writeJson(session, found.path(), found.inode());
            } else {
                print(session, found.path(), found.inode());
            }
        });
        return ExitCode.OK;
    }

    private static void print(Session session, TreePath path, Inode inode) throws IOException {
        String target =
                inode instanceof SymbolicLink link ? " -> " + link.target().quoted() : "";
        line(session, "Path", path.quoted() + target);
        line(session, "Type", EntryList.type(inode));
        line(session, "Size", Messages.bytes(EntryList.size(inode)));
        line(session, "Links", Long.toString(inode.linkCount()));
        line(session, "Inode", Integer.toString(inode.logNumber()));
        line(session, "Mode", Messages.format("%04o %s", inode.permissions().mode(), ModeText.of(inode)));
        line(
                session,
                "Owner",
                inode.permissions().uid() + ":" + inode.permissions().gid());
        line(session, "Modified", inode.modified().toString());
        if (inode.attribute(Attributes.ACCESSED).isPresent()) {
            line(session, "Accessed", inode.accessed().toString());
        }
        if (inode instanceof RegularFile file) {
            printExtents(session, file.extents());
        }
        session.output().println("Attributes:");
        ValuePrinter printer = new ValuePrinter(session.output(), Attributes.PARENT::equals);
        for (Tuple.Attribute attribute : shown(inode)) {
            session.output().print("  " + attribute.name().quoted() + ": ");
            printer.print(attribute.value());
            session.output().println("");
        }
    }

    /** Returns all attributes but entries and extents, which other lines and views show, and {@code ..}. */
    static List<Tuple.Attribute> shown(Inode inode) {
        return inode.attributes().stream()
                .filter(attribute -> !NOT_SHOWN.contains(attribute.name()))
                .toList();
    }

    private static void printExtents(Session session, List<Extent> extents) throws IOException {
        long owned = 0;
        for (Extent extent : extents) {
            owned += extent.allocated();
        }
        line(session, "Blocks", owned + " of 512 bytes in " + Messages.of(extents.size(), "extent", "extents"));
        for (Extent extent : extents) {
            session.output().println("  " + blocks(extent) + (extent.uninitialised() ? ", reads as zeros" : ""));
        }
    }

    private static String blocks(Extent extent) {
        if (extent.length() == 0) {
            return "covers no block of the file; " + Messages.of(extent.allocated(), "block", "blocks") + " at block "
                    + extent.startBlock() + " owned";
        }
        return (extent.length() == 1
                        ? "block " + extent.fileBlock()
                        : "blocks " + extent.fileBlock() + " to " + (extent.fileEnd() - 1))
                + " of the file at block " + extent.startBlock()
                + (extent.allocated() > extent.length() ? ", " + extent.allocated() + " owned" : "");
    }

    private static void line(Session session, String name, String text) throws IOException {
        session.output().println(Messages.format("%-10s%s", name + ":", text));
    }

    private static void writeJson(Session session, TreePath path, Inode inode) throws IOException {
        try (JsonOutput json = session.beginJson()) {
            EntryList.describe(json, path, inode);
            if (inode.attribute(Attributes.ACCESSED).isPresent()) {
                json.field("accessed", inode.accessed().toString());
            }
            if (inode instanceof RegularFile file) {
                json.beginArray("extents");
                for (Extent extent : file.extents()) {
                    json.beginElement();
                    json.extent(extent);
                    json.endObject();
                }
                json.endArray();
            }
            json.beginObject("attributes");
            for (Tuple.Attribute attribute : shown(inode)) {
                json.value(JsonName.of(attribute.name()), attribute.value());
            }
            json.endObject();
            json.complete();
        }
    }
}
