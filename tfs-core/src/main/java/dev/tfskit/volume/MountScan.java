// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.log.Extension;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.Extent;
import dev.tfskit.schema.InodeKind;
import dev.tfskit.space.BlockRun;
import dev.tfskit.space.FreeSpace;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What must be known of a volume before it can be changed, from one walk through its tree: which blocks are free, and
 * where every directory hangs. It refuses a volume in which two own the same blocks: writing would destroy one of them.
 */
final class MountScan {

    private final FreeSpace space;
    private final DirectoryParents hierarchy = new DirectoryParents();
    /** How many names were found of each inode that says it has several. */
    private final Map<Tuple, Long> names = new HashMap<>();

    private final List<Dots> dots = new ArrayList<>();
    private final long volumeBlocks;
    private long inodes;
    private long entries;

    /** A pointer from a directory to itself, or to a parent. */
    private record Dots(Tuple tuple, Symbol name) {}

    private MountScan(long volumeBlocks) {
        this.volumeBlocks = volumeBlocks;
        this.space = new FreeSpace(volumeBlocks);
    }

    /** The inventory of a volume that has nothing but an empty root. */
    static MountScan ofNothing() {
        MountScan inventory = new MountScan(0);
        inventory.inodes = 1;
        inventory.entries = 1;
        return inventory;
    }

    /**
     * Takes the inventory.
     *
     * @param root the root of the tree
     * @param log the extensions of the log
     * @param volumeBlocks the size of the volume
     * @throws TfsFormatException when something is malformed, or blocks have two owners
     */
    static MountScan of(Tuple root, List<Extension> log, long volumeBlocks) throws TfsFormatException {
        MountScan inventory = new MountScan(volumeBlocks);
        for (Extension extension : log) {
            inventory.claim(new BlockRun(extension.startBlock(), extension.blocks()), "the log");
        }
        inventory.walk(root);
        inventory.space.continueAt(inventory.space.endOfUse());
        return inventory;
    }

    private void walk(Tuple root) throws TfsFormatException {
        count(root);
        Deque<Tuple> directories = new ArrayDeque<>();
        directories.push(root);
        while (!directories.isEmpty()) {
            Tuple directory = directories.pop();
            Tuple children = directory.tuple(Attributes.CHILDREN).orElseThrow();
            entries += children.size();
            // A look for each of the two would make an index of every large directory.
            for (int i = 0; i < children.size(); i++) {
                if (Directory.isDots(children.nameAt(i))) {
                    leaveOut(children, children.nameAt(i));
                    continue;
                }
                if (!(children.valueAt(i) instanceof Tuple inode)) {
                    throw new TfsFormatException("the entry " + children.nameAt(i) + " is no tuple");
                }
                visit(directory, children.nameAt(i), inode, directories);
            }
        }
    }

    private void visit(Tuple directory, Symbol name, Tuple inode, Deque<Tuple> directories) throws TfsFormatException {
        if (InodeKind.of(inode) == InodeKind.DIRECTORY) {
            if (hierarchy.parent(inode).isPresent()) {
                throw new TfsFormatException("the directory " + name + " has two names");
            }
            hierarchy.put(inode, directory);
            count(inode);
            directories.push(inode);
        } else if (mayHaveSeveralNames(inode) && names.merge(inode, 1L, Long::sum) > 1) {
            return;
        } else {
            count(inode);
            if (InodeKind.of(inode) == InodeKind.FILE
                    && inode.tuple(Attributes.EXTENTS).isPresent()) {
                claimExtents(name, inode.tuple(Attributes.EXTENTS).get());
            }
        }
    }

    private void count(Tuple inode) {
        inodes++;
        entries += inode.size();
        if (inode.has(Attributes.PARENT)) {
            leaveOut(inode, Attributes.PARENT);
        }
        if (inode.has(Attributes.LINK_COUNT) && inode.has(Attributes.CHILDREN)) {
            names.put(inode, 1L);
        }
    }

    private void leaveOut(Tuple tuple, Symbol name) {
        dots.add(new Dots(tuple, name));
        entries--;
    }

    /** Removes what old volumes hold and a log that is written anew must not. */
    void removeDots() {
        dots.forEach(each -> each.tuple.remove(each.name));
    }

    /** Of a file that has blocks and does not say so, the blocks show that it is met again. */
    private static boolean mayHaveSeveralNames(Tuple inode) {
        return inode.has(Attributes.LINK_COUNT)
                || inode.tuple(Attributes.EXTENTS).map(Tuple::size).orElse(0) == 0;
    }

    private void claimExtents(Symbol name, Tuple extents) throws TfsFormatException {
        entries += extents.size();
        for (int i = 0; i < extents.size(); i++) {
            Extent extent = Extent.of(extents.nameAt(i), extents.valueAt(i), volumeBlocks);
            entries += ((Tuple) extents.valueAt(i)).size();
            if (extent.allocated() > 0) {
                claim(new BlockRun(extent.startBlock(), extent.allocated()), "the file " + name);
            }
        }
    }

    private void claim(BlockRun run, String owner) throws TfsFormatException {
        if (!space.claim(run)) {
            throw new TfsFormatException(
                    "blocks " + run.start() + " to " + run.end() + " of " + owner + " belong to something else too");
        }
    }

    /** Returns the blocks without an owner. */
    FreeSpace space() {
        return space;
    }

    /** In which directory each directory is. */
    DirectoryParents hierarchy() {
        return hierarchy;
    }

    /** How many inodes there are, the root included. */
    long inodes() {
        return inodes;
    }

    /** How many entries of attributes make up the tree. */
    long entries() {
        return entries;
    }

    /** The inodes whose count of names is wrong, and how many they really have. */
    Map<Tuple, Long> wrongLinkCounts() {
        Map<Tuple, Long> wrong = new HashMap<>();
        names.forEach((inode, found) -> {
            Int stored = inode.get(Attributes.LINK_COUNT).flatMap(Int::from).orElse(Int.of(1));
            if (!stored.equals(Int.of(found))) {
                wrong.put(inode, found);
            }
        });
        return wrong;
    }
}
