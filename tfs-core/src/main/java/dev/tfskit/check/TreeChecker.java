// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.InodeKind;
import dev.tfskit.schema.Limits;
import dev.tfskit.schema.TreePath;
import dev.tfskit.schema.TupleRole;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;

/**
 * Walks the tree without recursion, and checks every inode once (docs/format.md, section 3). One instance runs one
 * check, on one thread.
 */
final class TreeChecker {

    private final KnownBadInodes badInodes;
    private final FindingList findings;
    private final InodeChecker inodes;
    private final FileChecker files;
    private final RoleClaims roles = new RoleClaims();
    private final LinkCounts linkCounts = new LinkCounts();
    private final Deque<Level> levels = new ArrayDeque<>();
    private long dots;

    private record Level(TreePath path, Tuple entries, Iterator<Tuple.Attribute> unvisited) {}

    TreeChecker(BlockClaims blockClaims, KnownBadInodes badInodes, FindingList findings) {
        this.badInodes = badInodes;
        this.findings = findings;
        this.inodes = new InodeChecker(badInodes, findings);
        this.files = new FileChecker(blockClaims, roles, findings);
    }

    void run(Tuple root) {
        roles.register(root, TupleRole.INODE);
        inodes.examineRoot(root);
        files.examine(TreePath.ROOT, root);
        enter(TreePath.ROOT, root);
        while (!levels.isEmpty()) {
            Level level = levels.peek();
            if (level.unvisited.hasNext()) {
                visit(level, level.unvisited.next());
            } else {
                levels.pop();
            }
        }
        linkCounts.report(badInodes, findings);
        inodes.reportUnknown();
        files.reportUninitialised();
        if (dots > 0) {
            findings.add(Finding.of(
                    FindingKind.DOTS_IGNORED,
                    dots == 1
                            ? "one directory entry is named . or .."
                            : dots + " directory entries are named . or .."));
        }
    }

    private void enter(TreePath path, Tuple directory) {
        Optional<Value> children = directory.get(Attributes.CHILDREN);
        if (children.isEmpty()) {
            return;
        }
        if (!(children.get() instanceof Tuple entries) || !roles.fits(entries, TupleRole.CHILDREN)) {
            reportEntries(
                    FindingKind.CHILDREN_INVALID,
                    "its children are " + Values.shown(children.get())
                            + " where the entries of a directory are expected",
                    path,
                    directory);
            return;
        }
        Optional<TupleRole> before = roles.register(entries, TupleRole.CHILDREN);
        if (before.isEmpty()) {
            levels.push(new Level(path, entries, entries.sorted().iterator()));
        } else if (before.get() == TupleRole.CHILDREN) {
            reportEntries(FindingKind.DIRECTORY_TWICE, "its entries are those of another directory", path, directory);
        } else {
            reportEntries(
                    FindingKind.TWO_KINDS,
                    "the tuple of its entries is already in use as " + before.get(),
                    path,
                    directory);
        }
    }

    private void reportEntries(FindingKind kind, String problem, TreePath path, Tuple directory) {
        badInodes.add(directory);
        badInodes.addLostNames();
        findings.add(Finding.of(kind, problem).about(path), directory, Attributes.CHILDREN);
    }

    private void visit(Level level, Tuple.Attribute entry) {
        Symbol name = entry.name();
        if (name.equals(Attributes.SELF) || name.equals(Attributes.PARENT)) {
            dots++;
            return;
        }
        TreePath path = level.path.child(name);
        examineName(level, path);
        if (!(entry.value() instanceof Tuple inode)) {
            badInodes.addLostNames();
            report(
                    FindingKind.ENTRY_NO_INODE,
                    "the entry is " + Values.shown(entry.value()) + " where a tuple is expected",
                    level,
                    path);
        } else if (!TupleForm.fits(inode, TupleRole.INODE)) {
            reportInode(FindingKind.ENTRY_NO_INODE, "the entry is an extent", level, path, inode);
        } else {
            visit(level, path, inode);
        }
    }

    private void visit(Level level, TreePath path, Tuple inode) {
        Optional<TupleRole> before = roles.register(inode, TupleRole.INODE);
        if (before.isEmpty()) {
            linkCounts.addFirst(inode, path, level.entries);
            inodes.examine(path, inode);
            files.examine(path, inode);
            enter(path, inode);
        } else if (before.get() != TupleRole.INODE) {
            reportInode(FindingKind.TWO_KINDS, "its tuple is already in use as " + before.get(), level, path, inode);
        } else if (InodeKind.of(inode) == InodeKind.DIRECTORY) {
            reportInode(
                    FindingKind.DIRECTORY_TWICE,
                    "the directory has another name already, or is one of its own parents",
                    level,
                    path,
                    inode);
        } else {
            linkCounts.add(inode, path, level.entries);
        }
    }

    private void examineName(Level level, TreePath path) {
        Symbol name = path.name();
        if (name.length() > Limits.NAME_BYTES) {
            report(
                    FindingKind.NAME_IMPOSSIBLE,
                    "the name has " + name.length() + " bytes; at most " + Limits.NAME_BYTES + " are possible",
                    level,
                    path);
        } else if (name.contains('/') || name.contains('\0')) {
            report(FindingKind.NAME_IMPOSSIBLE, "the name holds a slash or a NUL", level, path);
        }
    }

    /** Reports an entry with a wrong inode; the names below the right one are lost. */
    private void reportInode(FindingKind kind, String problem, Level level, TreePath path, Tuple inode) {
        badInodes.add(inode);
        badInodes.addLostNames();
        report(kind, problem, level, path);
    }

    private void report(FindingKind kind, String problem, Level level, TreePath path) {
        findings.add(Finding.of(kind, problem).about(path), level.entries, path.name());
    }
}
