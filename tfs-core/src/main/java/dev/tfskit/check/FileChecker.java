// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import dev.tfskit.check.FindingList.Suspect;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.message.Messages;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.InodeKind;
import dev.tfskit.schema.TreePath;
import dev.tfskit.schema.TupleRole;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Checks lengths and extents of files (docs/format.md, section 3.3). One instance runs one check, on one thread. */
final class FileChecker {

    private static final long LAST_FILE_BLOCK = Long.MAX_VALUE / BlockDevice.BLOCK_BYTES;
    private static final List<Symbol> NUMBERS =
            List.of(Attributes.EXTENT_OFFSET, Attributes.EXTENT_LENGTH, Attributes.EXTENT_ALLOCATED);

    private final BlockClaims blockClaims;
    private final RoleClaims roles;
    private final FindingList findings;
    private long uninitialised;

    /** The blocks of the file that an extent covers. */
    private record FileBlocks(long start, long end, Tuple extent) implements Span {}

    FileChecker(BlockClaims blockClaims, RoleClaims roles, FindingList findings) {
        this.blockClaims = blockClaims;
        this.roles = roles;
        this.findings = findings;
    }

    /** Checks an inode of any kind, because blocks in extents are allocated even if no reader uses the extents. */
    void examine(TreePath path, Tuple inode) {
        Optional<Value> length = inode.get(Attributes.FILE_LENGTH);
        if (length.isPresent() && Values.size(length.get()).isEmpty() && InodeKind.of(inode) == InodeKind.FILE) {
            report(
                    FindingKind.LENGTH_INVALID,
                    "its length is " + Values.shown(length.get()) + " where a number from 0 to 2^63 - 1 is expected",
                    path,
                    inode,
                    Attributes.FILE_LENGTH);
        }
        Optional<Value> extents = inode.get(Attributes.EXTENTS);
        if (extents.isEmpty()) {
            return;
        }
        if (!(extents.get() instanceof Tuple map)) {
            report(
                    FindingKind.EXTENT_INVALID,
                    "its extents are " + Values.shown(extents.get()) + " where a tuple is expected",
                    path,
                    inode,
                    Attributes.EXTENTS);
        } else if (!roles.fits(map, TupleRole.EXTENTS)) {
            Symbol key = map.nameAt(0);
            Finding finding = Finding.of(
                            FindingKind.EXTENT_INVALID,
                            "none of its extents has a decimal block number as its name; one is named "
                                    + Values.quoted(key))
                    .about(path);
            findings.addAny(List.of(Suspect.of(finding, inode, Attributes.EXTENTS), Suspect.of(finding, map, key)));
        } else if (claimRole(map, TupleRole.EXTENTS, path, inode, Attributes.EXTENTS)) {
            examineExtents(path, map);
        }
    }

    /** Reports how many extents are uninitialised, in one finding for the volume. */
    void reportUninitialised() {
        if (uninitialised > 0) {
            findings.add(Finding.of(
                    FindingKind.EXTENTS_UNINITIALISED,
                    Messages.of(uninitialised, "extent is", "extents are") + " uninitialised"));
        }
    }

    private boolean claimRole(Tuple tuple, TupleRole role, TreePath path, Tuple holder, Symbol name) {
        Optional<TupleRole> before = roles.register(tuple, role);
        if (before.isEmpty()) {
            return true;
        }
        report(
                before.get() == role ? FindingKind.BLOCKS_SHARED : FindingKind.TWO_KINDS,
                "its tuple " + Values.quoted(name) + " is already in use as " + before.get(),
                path,
                holder,
                name);
        return false;
    }

    private void examineExtents(TreePath path, Tuple map) {
        List<FileBlocks> covered = new ArrayList<>(map.size());
        List<Symbol> invalidKeys = new ArrayList<>(0);
        for (int i = 0; i < map.size(); i++) {
            Symbol key = map.nameAt(i);
            OptionalLong fileBlock = fileBlock(key);
            if (fileBlock.isEmpty()) {
                invalidKeys.add(key);
            } else if (!(map.valueAt(i) instanceof Tuple extent)) {
                report(
                        FindingKind.EXTENT_INVALID,
                        "the extent at its block " + fileBlock.getAsLong() + " is " + Values.shown(map.valueAt(i))
                                + " where a tuple is expected",
                        path,
                        map,
                        key);
            } else if (!TupleForm.fits(extent, TupleRole.EXTENT)) {
                report(
                        FindingKind.EXTENT_INVALID,
                        "the extent at its block " + fileBlock.getAsLong()
                                + " has none of the attributes offset, length and allocated",
                        path,
                        map,
                        key);
            } else if (claimRole(extent, TupleRole.EXTENT, path, map, key)) {
                examineExtent(path, fileBlock.getAsLong(), extent).ifPresent(covered::add);
            }
        }
        if (!invalidKeys.isEmpty()) {
            report(
                    FindingKind.EXTENT_INVALID,
                    "an extent at " + Values.quoted(invalidKeys.getFirst())
                            + " where a decimal block number is expected"
                            + (invalidKeys.size() == 1 ? "" : "; " + invalidKeys.size() + " like it"),
                    path,
                    map,
                    invalidKeys.getFirst());
        }
        if (covered.size() > 1) {
            reportOverlaps(path, covered);
        }
    }

    /** Parses the key of an extent: a block number of the file, small enough that byte offsets fit into 63 bits. */
    private static OptionalLong fileBlock(Symbol key) {
        Optional<Int> number = Int.parseDecimal(key);
        return number.isPresent() && Long.compareUnsigned(number.get().magnitude(), LAST_FILE_BLOCK) <= 0
                ? OptionalLong.of(number.get().magnitude())
                : OptionalLong.empty();
    }

    private Optional<FileBlocks> examineExtent(TreePath path, long fileBlock, Tuple extent) {
        for (Symbol name : NUMBERS) {
            if (Values.size(extent, name).isEmpty()) {
                report(
                        FindingKind.EXTENT_INVALID,
                        "the extent at its block " + fileBlock + " has "
                                + extent.get(name).map(Values::shown).orElse("nothing") + " as its " + name
                                + " where a number is expected",
                        path,
                        extent,
                        name);
                return Optional.empty();
            }
        }
        long start = Values.size(extent, Attributes.EXTENT_OFFSET).orElseThrow();
        long length = Values.size(extent, Attributes.EXTENT_LENGTH).orElseThrow();
        long allocated = Values.size(extent, Attributes.EXTENT_ALLOCATED).orElseThrow();
        if (allocated < length) {
            report(
                    FindingKind.EXTENT_SHORT,
                    "the extent at its block " + fileBlock + " covers " + Messages.blocks(length) + " and owns "
                            + allocated,
                    path,
                    extent,
                    Attributes.EXTENT_LENGTH,
                    Attributes.EXTENT_ALLOCATED);
            return Optional.empty();
        }
        if (extent.has(Attributes.EXTENT_UNINITIALISED)) {
            uninitialised++;
        }
        if (!blockClaims.add(path, extent, start, allocated)) {
            return Optional.empty();
        }
        // An extent that covers no block still occupies its key, which may not be inside another extent.
        return Optional.of(new FileBlocks(fileBlock, fileBlock + Math.max(1, length), extent));
    }

    private void reportOverlaps(TreePath path, List<FileBlocks> covered) {
        DisjointSpans<FileBlocks> most = DisjointSpans.mostOf(covered);
        for (FileBlocks blocks : covered) {
            List<FileBlocks> others = most.overlapping(blocks);
            if (others.isEmpty()) {
                continue;
            }
            FileBlocks other = others.getFirst();
            Finding finding = Finding.of(
                            FindingKind.EXTENTS_OVERLAP,
                            "two extents cover its blocks " + Math.max(blocks.start, other.start) + " to "
                                    + (Math.min(blocks.end, other.end) - 1))
                    .about(path);
            findings.addAny(List.of(
                    Suspect.of(finding, blocks.extent, Attributes.EXTENT_LENGTH),
                    Suspect.of(finding, other.extent, Attributes.EXTENT_LENGTH)));
        }
    }

    private void report(FindingKind kind, String problem, TreePath path, Tuple tuple, Symbol... blamed) {
        findings.add(Finding.of(kind, problem).about(path), tuple, blamed);
    }
}
