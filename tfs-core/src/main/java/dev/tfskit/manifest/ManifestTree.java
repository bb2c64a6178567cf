// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.manifest;

import dev.tfskit.error.NameNotAllowedException;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.SpecialNode;
import dev.tfskit.schema.TreePath;
import dev.tfskit.schema.walk.PathWalk;
import dev.tfskit.source.Notice;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.volume.Directory;
import java.nio.file.FileSystemException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Turns the tuples of a manifest into entries (docs/format.md, section 6.2). It checks all of them, also after faults.
 * One instance reads one tree, in one thread.
 */
final class ManifestTree {

    /** The attributes that make an entry what it is. The first one that an entry has counts. */
    private static final List<Symbol> KINDS = List.of(
            Attributes.CHILDREN,
            Attributes.LINK_TARGET,
            Attributes.SOCKET,
            Attributes.NODE,
            ManifestAttributes.CONTENTS,
            ManifestAttributes.HARD_LINK);

    private final HostLookup host;
    private final ManifestFaults faults;
    private final Consumer<Notice> notices;
    private final ManifestMetadata metadata;
    private final List<SourceEntry> entries = new ArrayList<>();
    private final List<SourceEntry> hardLinks = new ArrayList<>();
    private final Deque<Level> levels = new ArrayDeque<>();

    /** A directory that is being read, and the position of the next name in it. */
    private static final class Level {
        private final TreePath path;
        private final Tuple children;
        private int next;

        Level(TreePath path, Tuple children) {
            this.path = path;
            this.children = children;
        }
    }

    ManifestTree(HostLookup host, ManifestFaults faults, Consumer<Notice> notices) {
        this.host = host;
        this.faults = faults;
        this.notices = notices;
        this.metadata = new ManifestMetadata(faults, notices);
    }

    /** Returns the entries of a tree, the root first. */
    List<SourceEntry> read(Tuple root) {
        for (Symbol name : List.of(
                ManifestAttributes.CONTENTS,
                ManifestAttributes.HARD_LINK,
                Attributes.LINK_TARGET,
                Attributes.SOCKET,
                Attributes.NODE)) {
            root.get(name)
                    .ifPresent(value -> faults.report(
                            "/", value, "the root is a directory, so it has no " + name + "; ignored", notices));
        }
        entries.add(new SourceEntry.Directory(TreePath.ROOT, metadata.of(TreePath.ROOT, root)));
        root.get(Attributes.CHILDREN).ifPresent(children -> enter(TreePath.ROOT, children));
        while (!levels.isEmpty()) {
            Level level = levels.peek();
            if (level.next == level.children.size()) {
                levels.pop();
            } else {
                Symbol name = level.children.nameAt(level.next);
                Value value = level.children.valueAt(level.next);
                level.next++;
                check(level.path.child(name), value);
            }
        }
        // In a manifest, unlike in a source, a hard link may come before the entry to which it refers.
        entries.addAll(hardLinks);
        return entries;
    }

    private void enter(TreePath path, Value children) {
        if (children instanceof Tuple tuple) {
            levels.push(new Level(path, tuple));
        } else {
            faults.add(path, children, "its children are not a tuple of names and entries");
        }
    }

    private void check(TreePath path, Value value) {
        if (isLeftOut(path.name())) {
            faults.report(
                    path, value, "an entry named contents cannot be expressed in a manifest; it is left out", notices);
            return;
        }
        try {
            Directory.checkName(path.name());
        } catch (NameNotAllowedException e) {
            faults.add(path, value, e.getReason());
        }
        if (value instanceof Tuple tuple) {
            add(path, tuple);
        } else {
            faults.add(
                    path,
                    value,
                    "is not an entry; (contents:(host:FILE)), (children:(NAME:ENTRY)) or (linktarget:PATH) "
                            + "is expected");
        }
    }

    /** Returns the attributes of an entry that make it what it is: the first one counts, the others mean nothing. */
    private static List<Symbol> kindsOf(Tuple entry) {
        return KINDS.stream().filter(entry::has).toList();
    }

    private static boolean isLeftOut(Symbol name) {
        return name.equals(ManifestAttributes.CONTENTS);
    }

    /** Returns whether a tree has an entry whose content is that of a file of the host. */
    static boolean namesFiles(Tuple root) {
        Deque<Tuple> directories = new ArrayDeque<>(List.of(root));
        while (!directories.isEmpty()) {
            Tuple children = directories.pop().tuple(Attributes.CHILDREN).orElseGet(Tuple::new);
            for (int i = 0; i < children.size(); i++) {
                if (!isLeftOut(children.nameAt(i)) && children.valueAt(i) instanceof Tuple entry) {
                    if (namesFile(entry)) {
                        return true;
                    }
                    directories.push(entry);
                }
            }
        }
        return false;
    }

    private static boolean namesFile(Tuple entry) {
        return kindsOf(entry).stream()
                        .findFirst()
                        .filter(ManifestAttributes.CONTENTS::equals)
                        .isPresent()
                && entry.tuple(ManifestAttributes.CONTENTS)
                        .filter(contents -> contents.has(ManifestAttributes.HOST))
                        .isPresent();
    }

    private void add(TreePath path, Tuple entry) {
        List<Symbol> kinds = kindsOf(entry);
        for (int i = 1; i < kinds.size(); i++) {
            faults.report(
                    path,
                    entry.get(kinds.get(i)).orElseThrow(),
                    "has " + kinds.getFirst() + ", so its " + kinds.get(i) + " means nothing; ignored",
                    notices);
        }
        SourceEntry.Metadata described = metadata.of(path, entry);
        if (kinds.isEmpty()) {
            entries.add(new SourceEntry.MetadataPatch(path, described));
        } else {
            add(path, kinds.getFirst(), entry.get(kinds.getFirst()).orElseThrow(), described);
        }
    }

    private void add(TreePath path, Symbol kind, Value value, SourceEntry.Metadata described) {
        if (kind.equals(Attributes.CHILDREN)) {
            entries.add(new SourceEntry.Directory(path, described));
            enter(path, value);
        } else if (kind.equals(Attributes.LINK_TARGET)) {
            text(path, kind, value).ifPresent(target -> entries.add(new SourceEntry.Link(path, described, target)));
        } else if (kind.equals(Attributes.SOCKET)) {
            entries.add(new SourceEntry.Socket(path, described));
        } else if (kind.equals(Attributes.NODE)) {
            addSpecialFile(path, value, described);
        } else if (kind.equals(ManifestAttributes.CONTENTS)) {
            addFile(path, value, described);
        } else {
            text(path, kind, value).ifPresent(first -> addHardLink(path, first));
        }
    }

    private Optional<Text> text(TreePath path, Symbol name, Value value) {
        if (value instanceof Text text) {
            return Optional.of(text);
        }
        faults.add(path, value, "its " + name + " is a tuple or vector, but a path is expected");
        return Optional.empty();
    }

    private void addSpecialFile(TreePath path, Value value, SourceEntry.Metadata described) {
        Optional<SpecialNode> node = value instanceof Text text ? SpecialNode.parse(text) : Optional.empty();
        if (node.isPresent()) {
            entries.add(new SourceEntry.Special(path, described, node.get()));
        } else {
            faults.add(
                    path,
                    value,
                    "its " + Attributes.NODE + " is not fifo, \"char MAJOR MINOR\" or \"block MAJOR MINOR\" with "
                            + "numbers of Linux, such as \"char 1 3\"");
        }
    }

    private void addFile(TreePath path, Value contents, SourceEntry.Metadata described) {
        if (!(contents instanceof Tuple tuple)) {
            faults.add(path, contents, "its contents are not a tuple; (host:FILE) is expected");
            return;
        }
        Optional<Value> named = tuple.get(ManifestAttributes.HOST);
        if (named.isEmpty()) {
            faults.report(path, contents, "its contents name no file by host:FILE, so it is empty", notices);
            entries.add(new SourceEntry.MetadataPatch(path, described));
            return;
        }
        Optional<Text> file = text(path, ManifestAttributes.HOST, named.get());
        if (file.isEmpty()) {
            return;
        }
        try {
            HostLookup.Found found = host.find(file.get());
            entries.add(new SourceEntry.File(path, described, found.size(), found.file()));
        } catch (FileSystemException e) {
            faults.add(path, file.get(), "the host file " + e.getFile() + " " + e.getReason());
        }
    }

    private void addHardLink(TreePath path, Text first) {
        TreePath target = TreePath.ROOT;
        try {
            for (Symbol name : PathWalk.split(first)) {
                Directory.checkName(name);
                target = target.child(name);
            }
        } catch (NameNotAllowedException e) {
            target = TreePath.ROOT;
        }
        if (target.isRoot() || !target.toText().equals(first)) {
            faults.add(
                    path,
                    first,
                    "its " + ManifestAttributes.HARD_LINK + " is not a path of the tree, such as /etc/hosts");
        } else {
            hardLinks.add(new SourceEntry.HardLink(path, target));
        }
    }
}
