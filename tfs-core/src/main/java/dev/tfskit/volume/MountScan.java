// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.log.Extension;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.Extent;
import dev.tfskit.schema.InodeKind;
import dev.tfskit.schema.TupleRole;
import dev.tfskit.space.BlockRun;
import dev.tfskit.space.FreeSpace;
import dev.tfskit.value.Composite;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.walk.AttributeCount;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Collects, in one walk through the tree, the data that a volume needs before it can be changed: the free blocks, the
 * parent of each directory, and the numbers of inodes, names and entries. A volume in which two files own the same
 * block, or a tuple has two roles, as in two files with the same map of extents, is refused, because a write would
 * damage one of them. Not thread-safe.
 */
final class MountScan {

    private static final Symbol ROOT = Symbol.of("/");

    private final FreeSpace space;
    private final DirectoryParents parents = new DirectoryParents();
    private final TupleRoles roles = new TupleRoles();
    /** The number of names found of each inode that may have several, in the order of the tree. */
    private final Map<Tuple, Long> names = new LinkedHashMap<>();

    /** Counts the entries in values that are not part of the tree. */
    private final AttributeCount nested = AttributeCount.onceByNumber(Attributes.PARENT::equals);

    private final List<Dots> dots = new ArrayList<>();
    private final long volumeBlocks;
    private final boolean countsAllNames;
    private long inodes;
    private long entries;

    /** An entry {@code .} or {@code ..}, which old volumes store. */
    private record Dots(Tuple tuple, Symbol name) {}

    private MountScan(long volumeBlocks, boolean countsAllNames) {
        this.volumeBlocks = volumeBlocks;
        this.countsAllNames = countsAllNames;
        this.space = new FreeSpace(volumeBlocks);
    }

    /** Returns the result for a volume with an empty root. */
    static MountScan ofNothing() {
        MountScan scan = new MountScan(0, false);
        scan.inodes = 1;
        scan.entries = 1;
        return scan;
    }

    /**
     * Scans a volume.
     *
     * @param root the root of the tree
     * @param log the extensions of the log
     * @param volumeBlocks the size of the volume in blocks
     * @throws TfsFormatException when the tree is malformed, a block has two owners, or a tuple two roles
     */
    static MountScan of(Tuple root, List<Extension> log, long volumeBlocks) throws TfsFormatException {
        try {
            return new MountScan(volumeBlocks, false).run(root, log);
        } catch (TfsFormatException e) {
            // Two names of one file without a link count look like two files that own the same blocks.
            return new MountScan(volumeBlocks, true).run(root, log);
        }
    }

    private MountScan run(Tuple root, List<Extension> log) throws TfsFormatException {
        for (Extension extension : log) {
            claim(new BlockRun(extension.startBlock(), extension.blocks()), "the log");
        }
        walk(root);
        space.continueAt(space.endOfUse());
        return this;
    }

    private void walk(Tuple root) throws TfsFormatException {
        count(root);
        visitParts(ROOT, root);
        Deque<Tuple> directories = new ArrayDeque<>();
        directories.push(root);
        while (!directories.isEmpty()) {
            Tuple directory = directories.pop();
            Tuple children = directory.tuple(Attributes.CHILDREN).orElseThrow();
            entries += children.size();
            // Lookups of the two names would create an index of each large directory.
            for (int i = 0; i < children.size(); i++) {
                if (Directory.isDots(children.nameAt(i))) {
                    leaveOut(children, children.nameAt(i));
                    continue;
                }
                if (!(children.valueAt(i) instanceof Tuple inode)) {
                    throw new TfsFormatException("the entry " + children.nameAt(i) + " is not a tuple");
                }
                visit(directory, children.nameAt(i), inode, directories);
            }
        }
    }

    private void visit(Tuple directory, Symbol name, Tuple inode, Deque<Tuple> directories) throws TfsFormatException {
        if (InodeKind.of(inode) == InodeKind.DIRECTORY) {
            if (parents.parent(inode).isPresent()) {
                throw new TfsFormatException(
                        "the directory " + name + " has another name already, or is one of its own parents");
            }
            visitParts(name, inode);
            parents.put(inode, directory);
            count(inode);
            directories.push(inode);
        } else if (!mayHaveSeveralNames(inode) || names.merge(inode, 1L, Long::sum) == 1) {
            count(inode);
            visitParts(name, inode);
        }
    }

    /** Visits the tuples that leave the log with an inode. Its extents do, whatever its kind. */
    private void visitParts(Symbol name, Tuple inode) throws TfsFormatException {
        InodeKind kind = InodeKind.of(inode);
        Optional<String> other = roles.claim(inode, TupleRole.INODE);
        if (other.isPresent()) {
            throw new TfsFormatException("the tuple of the " + kind + " " + name + " is " + other.get());
        }
        if (kind == InodeKind.DIRECTORY) {
            other = roles.claim(inode.tuple(Attributes.CHILDREN).orElseThrow(), TupleRole.CHILDREN);
            if (other.isPresent()) {
                throw new TfsFormatException("the entries of the directory " + name + " are " + other.get());
            }
        }
        Optional<Tuple> extents = inode.tuple(Attributes.EXTENTS);
        if (extents.isPresent()) {
            visitExtents(kind, name, extents.get());
        } else if (kind == InodeKind.FILE && inode.has(Attributes.EXTENTS)) {
            throw new TfsFormatException("the extents of the file " + name + " are not a tuple");
        }
    }

    private void visitExtents(InodeKind kind, Symbol name, Tuple extents) throws TfsFormatException {
        Optional<String> other = roles.claim(extents, TupleRole.EXTENTS);
        if (other.isPresent()) {
            throw new TfsFormatException("the extents of the " + kind + " " + name + " are " + other.get());
        }
        for (int i = 0; i < extents.size(); i++) {
            if (kind == InodeKind.FILE) {
                claimBlocks(name, Extent.of(extents.nameAt(i), extents.valueAt(i), volumeBlocks));
                entries += 1 + ((Tuple) extents.valueAt(i)).size();
            }
            if (extents.valueAt(i) instanceof Tuple extent) {
                other = roles.claim(extent, TupleRole.EXTENT);
                if (other.isPresent()) {
                    throw new TfsFormatException("an extent of the " + kind + " " + name + " is " + other.get());
                }
            }
        }
    }

    private void count(Tuple inode) {
        inodes++;
        entries += inode.size();
        for (int i = 0; i < inode.size(); i++) {
            if (inode.valueAt(i) instanceof Composite value && !isPartOfTree(inode, inode.nameAt(i))) {
                entries += nested.of(value);
            }
        }
        if (inode.has(Attributes.PARENT)) {
            leaveOut(inode, Attributes.PARENT);
        }
        if (inode.has(Attributes.LINK_COUNT) && inode.has(Attributes.CHILDREN)) {
            names.put(inode, 1L);
        }
    }

    /** Returns whether the walk through the tree counts the entries in the value of an attribute. */
    private static boolean isPartOfTree(Tuple inode, Symbol name) {
        return name.equals(Attributes.PARENT)
                || name.equals(Attributes.CHILDREN) && InodeKind.of(inode) == InodeKind.DIRECTORY
                || name.equals(Attributes.EXTENTS) && InodeKind.of(inode) == InodeKind.FILE;
    }

    private void leaveOut(Tuple tuple, Symbol name) {
        dots.add(new Dots(tuple, name));
        entries--;
    }

    /** Removes the entries {@code .} and {@code ..} of old volumes, so that no later log contains them. */
    void removeDots() {
        dots.forEach(each -> each.tuple.remove(each.name));
    }

    /**
     * Returns whether the scan must count the names of an inode. A count of every file would take memory for each. A
     * file with blocks and without a link count needs none at first: its second name would claim the same blocks, and
     * then {@link #of} scans again and counts all names.
     */
    private boolean mayHaveSeveralNames(Tuple inode) {
        return countsAllNames
                || inode.has(Attributes.LINK_COUNT)
                || InodeKind.of(inode) != InodeKind.FILE
                || !beginsWithBlocks(inode);
    }

    /** Returns whether the first extent of a file has blocks. */
    private static boolean beginsWithBlocks(Tuple file) {
        Optional<Tuple> extents = file.tuple(Attributes.EXTENTS);
        return extents.isPresent()
                && extents.get().size() > 0
                && extents.get().valueAt(0) instanceof Tuple first
                && first.get(Attributes.EXTENT_ALLOCATED)
                        .flatMap(Int::from)
                        .filter(blocks -> !blocks.equals(Int.of(0)))
                        .isPresent();
    }

    private void claimBlocks(Symbol name, Extent extent) throws TfsFormatException {
        if (extent.allocated() > 0) {
            claim(new BlockRun(extent.startBlock(), extent.allocated()), "the file " + name);
        }
    }

    private void claim(BlockRun run, String owner) throws TfsFormatException {
        if (!space.claim(run)) {
            throw new TfsFormatException(
                    "blocks " + run.start() + " to " + (run.end() - 1) + " of " + owner + " have another owner, too");
        }
    }

    /** Returns the blocks without an owner. */
    FreeSpace space() {
        return space;
    }

    /** Returns the parent of each directory. */
    DirectoryParents parents() {
        return parents;
    }

    /** Returns the number of inodes, the root included. */
    long inodes() {
        return inodes;
    }

    /** Returns the number of entries in a log that holds nothing but the tree. */
    long entries() {
        return entries;
    }

    /** Returns the inodes with a wrong link count, each with the number of its names, in the order of the tree. */
    Map<Tuple, Long> wrongLinkCounts() {
        Map<Tuple, Long> wrong = new LinkedHashMap<>();
        names.forEach((inode, found) -> {
            Int stored = inode.get(Attributes.LINK_COUNT).flatMap(Int::from).orElse(Int.of(1));
            if (!stored.equals(Int.of(found))) {
                wrong.put(inode, found);
            }
        });
        return wrong;
    }
}
