package dev.tfskit.check;

import dev.tfskit.log.Extension;
import dev.tfskit.value.Tuple;
import dev.tfskit.volume.TreePath;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Who says that they own which blocks of a volume. Each block can have only one owner. */
final class BlockOwners {

    private static final Comparator<Claim> BY_START = Comparator.comparingLong(Claim::start);

    private final List<Claim> claims = new ArrayList<>();

    /** Blocks {@code start} to {@code end}, the last not included; without a path they are the log's. */
    private record Claim(long start, long end, Optional<TreePath> path, Optional<Tuple> extent) {}

    void addLog(final Extension extension) {
        claims.add(new Claim(extension.startBlock(), extension.startBlock() + extension.blocks(),
                Optional.empty(), Optional.empty()));
    }

    void add(final TreePath path, final Tuple extent, final long start, final long blocks) {
        if (blocks > 0) {
            claims.add(new Claim(start, start + blocks, Optional.of(path), Optional.of(extent)));
        }
    }

    /** Reports every claim to blocks that an earlier one, in the order of the volume, has already. */
    void reportShared(final RecordHistory history, final Consumer<Finding> findings) {
        claims.sort(BY_START);
        Claim furthest = null;
        for (final Claim claim : claims) {
            if (furthest != null && claim.start < furthest.end) {
                findings.accept(shared(furthest, claim, history));
            }
            if (furthest == null || claim.end > furthest.end) {
                furthest = claim;
            }
        }
    }

    private static Finding shared(final Claim first, final Claim second, final RecordHistory history) {
        final Claim file = second.path.isPresent() ? second : first;
        final Claim other = file == second ? first : second;
        final String blocks = "its blocks " + second.start + " to " + (Math.min(first.end, second.end) - 1);
        final Finding finding = other.path.isPresent()
                ? Finding.of(FindingKind.BLOCKS_SHARED, blocks + " belong to " + other.path.get() + " too")
                : Finding.of(FindingKind.BLOCKS_OF_LOG, blocks + " belong to the log");
        return history.locate(finding.about(file.path.orElseThrow()), file.extent.orElseThrow());
    }

    /** How many runs of so many free blocks a volume has. */
    long freeRuns(final long volumeBlocks, final long runBlocks) {
        claims.sort(BY_START);
        long runs = 0;
        long end = 0;
        for (final Claim claim : claims) {
            runs += Math.max(0, claim.start - end) / runBlocks;
            end = Math.max(end, claim.end);
        }
        return runs + Math.max(0, volumeBlocks - end) / runBlocks;
    }
}
