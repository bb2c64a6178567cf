// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import dev.tfskit.check.FindingList.Suspect;
import dev.tfskit.log.Extension;
import dev.tfskit.message.Messages;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects the ranges of blocks that the log and the files of a volume claim, and reports those that overlap or lie
 * outside the volume (docs/format.md, sections 2.2 and 3.3). To compare the owners of blocks at two moments see
 * {@code history.OwnershipSnapshot}. One instance runs one check, on one thread.
 */
final class BlockClaims {

    private static final Symbol[] RANGE_ATTRIBUTES = {Attributes.EXTENT_OFFSET, Attributes.EXTENT_ALLOCATED};

    private final long volumeBlocks;
    private final List<LogClaim> log;
    private final List<FileClaim> claims = new ArrayList<>();
    private final List<OutsideClaim> outside = new ArrayList<>();
    /** Ranges that do not overlap, in no order: those of the log, and as many of files as possible. */
    private final List<Span> undisputed = new ArrayList<>();

    /** A range of the log. */
    private record LogClaim(long start, long end) implements Span {}

    /** A range of a file. */
    private record FileClaim(long start, long end, TreePath path, Tuple extent) implements Span {}

    /** A range of a file that reaches beyond the volume. */
    private record OutsideClaim(long start, long end, Finding finding, Tuple extent) implements Span {}

    BlockClaims(List<Extension> log, long volumeBlocks) {
        this.volumeBlocks = volumeBlocks;
        this.log = log.stream()
                .map(part -> new LogClaim(part.startBlock(), part.startBlock() + part.blocks()))
                .toList();
    }

    /**
     * Adds the range of an extent.
     *
     * @return true if the range is inside the volume
     */
    boolean add(TreePath path, Tuple extent, long start, long blocks) {
        if (start > volumeBlocks || blocks > volumeBlocks - start) {
            Finding finding = Finding.of(
                            FindingKind.EXTENT_OUTSIDE,
                            "an extent has " + Messages.blocks(blocks) + " from block " + start + " of a volume of "
                                    + volumeBlocks)
                    .about(path);
            long end = start > Long.MAX_VALUE - blocks ? Long.MAX_VALUE : start + blocks;
            outside.add(new OutsideClaim(start, end, finding, extent));
            return false;
        }
        if (blocks > 0) {
            claims.add(new FileClaim(start, start + blocks, path, extent));
        }
        return true;
    }

    /** Reports ranges that overlap or are outside the volume. */
    void report(FindingList findings) {
        reportOutside(findings);
        undisputed.addAll(log);
        DisjointSpans<LogClaim> ofLog = DisjointSpans.mostOf(log);
        List<FileClaim> outsideLog = new ArrayList<>(claims.size());
        for (FileClaim claim : claims) {
            List<LogClaim> parts = ofLog.overlapping(claim);
            if (parts.isEmpty()) {
                outsideLog.add(claim);
            } else {
                findings.add(
                        Finding.of(FindingKind.BLOCKS_OF_LOG, shared(claim, parts.getFirst()) + " belong to the log")
                                .about(claim.path),
                        claim.extent,
                        RANGE_ATTRIBUTES);
            }
        }
        DisjointSpans<FileClaim> ofFiles = DisjointSpans.mostOf(outsideLog);
        if (ofFiles.size() == outsideLog.size()) {
            undisputed.addAll(outsideLog);
            return;
        }
        for (FileClaim claim : outsideLog) {
            List<FileClaim> owners = ofFiles.overlapping(claim);
            if (owners.isEmpty()) {
                undisputed.add(claim);
            } else if (owners.size() == 1) {
                findings.addAny(List.of(sharing(claim, owners.getFirst()), sharing(owners.getFirst(), claim)));
            } else {
                findings.add(
                        Finding.of(
                                        FindingKind.BLOCKS_SHARED,
                                        "its blocks " + claim.start + " to " + (claim.end - 1) + " belong to "
                                                + owners.size() + " other extents too, such as one of "
                                                + Values.shown(owners.getFirst().path))
                                .about(claim.path),
                        claim.extent,
                        RANGE_ATTRIBUTES);
            }
        }
    }

    private static Suspect sharing(FileClaim claim, FileClaim owner) {
        return Suspect.of(
                Finding.of(
                                FindingKind.BLOCKS_SHARED,
                                shared(claim, owner) + " belong to " + Values.shown(owner.path) + " too")
                        .about(claim.path),
                claim.extent,
                RANGE_ATTRIBUTES);
    }

    /**
     * Reports one finding for all ranges outside the volume if they do not overlap: then the volume was probably cut
     * short, and the extents are valid.
     */
    private void reportOutside(FindingList findings) {
        if (outside.size() > 1 && DisjointSpans.mostOf(outside).size() == outside.size()) {
            long end = outside.stream().mapToLong(OutsideClaim::end).max().orElseThrow();
            findings.add(Finding.of(
                            FindingKind.VOLUME_CUT_SHORT,
                            "the volume has " + Messages.blocks(volumeBlocks) + ", but " + outside.size()
                                    + " extents reach beyond its end, up to block " + end + "; this is the first")
                    .about(outside.getFirst().finding.path().orElseThrow()));
        } else {
            outside.forEach(extent -> findings.add(extent.finding, extent.extent, RANGE_ATTRIBUTES));
        }
    }

    private static String shared(Span claim, Span owner) {
        return "its blocks " + Math.max(claim.start(), owner.start()) + " to "
                + (Math.min(claim.end(), owner.end()) - 1);
    }

    /**
     * Returns the number of free runs of a given length in blocks, after {@link #report}. Of ranges that overlap, those
     * that the report did not keep count as free.
     */
    long freeRuns(long runBlocks) {
        undisputed.sort((first, second) -> Long.compare(first.start(), second.start()));
        long runs = 0;
        long end = 0;
        for (Span span : undisputed) {
            runs += (span.start() - end) / runBlocks;
            end = span.end();
        }
        return runs + (volumeBlocks - end) / runBlocks;
    }
}
