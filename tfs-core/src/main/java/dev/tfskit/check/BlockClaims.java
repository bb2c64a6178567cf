// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import dev.tfskit.check.FindingList.Suspect;
import dev.tfskit.error.Messages;
import dev.tfskit.log.Extension;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Block ranges that the log and the files of a volume claim, right or wrong: reports overlaps and ranges outside the
 * volume. What the volume really held at a moment, for comparing moments, is {@code history.OwnershipSnapshot}.
 */
final class BlockClaims {

    private static final Symbol[] PLACE = {Attributes.EXTENT_OFFSET, Attributes.EXTENT_ALLOCATED};

    private final long volumeBlocks;
    private final List<LogClaim> log;
    private final List<FileClaim> claims = new ArrayList<>();
    private final List<Outside> outside = new ArrayList<>();
    /** What is owned without a doubt, in no order. */
    private final List<Span> settled = new ArrayList<>();

    /** Blocks of the log. */
    private record LogClaim(long start, long end) implements Span {}

    /** Blocks of a file. */
    private record FileClaim(long start, long end, TreePath path, Tuple extent) implements Span {}

    /** Blocks that the volume does not have, at least not all of them. */
    private record Outside(long start, long end, Finding finding, Tuple extent) implements Span {}

    BlockClaims(List<Extension> log, long volumeBlocks) {
        this.volumeBlocks = volumeBlocks;
        this.log = log.stream()
                .map(part -> new LogClaim(part.startBlock(), part.startBlock() + part.blocks()))
                .toList();
    }

    /**
     * Enters what an extent says that it owns.
     *
     * @return whether the volume has these blocks
     */
    boolean add(TreePath path, Tuple extent, long start, long blocks) {
        if (start > volumeBlocks || blocks > volumeBlocks - start) {
            Finding finding = Finding.of(
                            FindingKind.EXTENT_OUTSIDE,
                            "an extent has " + Messages.blocks(blocks) + " from block " + start + " of a volume of "
                                    + volumeBlocks)
                    .about(path);
            long end = start > Long.MAX_VALUE - blocks ? Long.MAX_VALUE : start + blocks;
            outside.add(new Outside(start, end, finding, extent));
            return false;
        }
        if (blocks > 0) {
            claims.add(new FileClaim(start, start + blocks, path, extent));
        }
        return true;
    }

    /** Reports what is owned twice or does not exist. */
    void report(FindingList findings) {
        reportOutside(findings);
        settled.addAll(log);
        DisjointSpans<LogClaim> ofLog = DisjointSpans.mostOf(log);
        List<FileClaim> beside = new ArrayList<>(claims.size());
        for (FileClaim claim : claims) {
            List<LogClaim> parts = ofLog.overlapping(claim);
            if (parts.isEmpty()) {
                beside.add(claim);
            } else {
                findings.add(
                        Finding.of(FindingKind.BLOCKS_OF_LOG, shared(claim, parts.getFirst()) + " belong to the log")
                                .about(claim.path),
                        claim.extent,
                        PLACE);
            }
        }
        DisjointSpans<FileClaim> ofFiles = DisjointSpans.mostOf(beside);
        if (ofFiles.size() == beside.size()) {
            settled.addAll(beside);
            return;
        }
        for (FileClaim claim : beside) {
            List<FileClaim> owners = ofFiles.overlapping(claim);
            if (owners.isEmpty()) {
                settled.add(claim);
            } else if (owners.size() == 1) {
                findings.addAny(List.of(sharing(claim, owners.getFirst()), sharing(owners.getFirst(), claim)));
            } else {
                findings.add(
                        Finding.of(
                                        FindingKind.BLOCKS_SHARED,
                                        "its blocks " + claim.start + " to " + (claim.end - 1) + " belong to "
                                                + owners.size() + " other extents too, such as of "
                                                + Values.shown(owners.getFirst().path))
                                .about(claim.path),
                        claim.extent,
                        PLACE);
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
                PLACE);
    }

    /**
     * Several extents that are all behind the end and do not dispute each other's places have not gone astray one by
     * one.
     */
    private void reportOutside(FindingList findings) {
        if (outside.size() > 1 && DisjointSpans.mostOf(outside).size() == outside.size()) {
            long end = outside.stream().mapToLong(Outside::end).max().orElseThrow();
            findings.add(Finding.of(
                            FindingKind.VOLUME_CUT_SHORT,
                            "the volume has " + Messages.blocks(volumeBlocks) + ", but " + outside.size()
                                    + " extents reach beyond, up to block " + end + "; this is the first")
                    .about(outside.getFirst().finding.path().orElseThrow()));
        } else {
            outside.forEach(extent -> findings.add(extent.finding, extent.extent, PLACE));
        }
    }

    private static String shared(Span claim, Span owner) {
        return "its blocks " + Math.max(claim.start(), owner.start()) + " to "
                + (Math.min(claim.end(), owner.end()) - 1);
    }

    /**
     * How many runs of so many free blocks the volume has, after {@link #report}; what is in dispute counts as free.
     */
    long freeRuns(long runBlocks) {
        settled.sort(Comparator.comparingLong(Span::start));
        long runs = 0;
        long end = 0;
        for (Span span : settled) {
            runs += (span.start() - end) / runBlocks;
            end = span.end();
        }
        return runs + (volumeBlocks - end) / runBlocks;
    }
}
