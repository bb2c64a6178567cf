package dev.tfskit.survey;

import dev.tfskit.TfsFormatException;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.log.Extension;
import dev.tfskit.schema.Extent;
import dev.tfskit.schema.TreePath;
import dev.tfskit.space.BlockRun;
import dev.tfskit.space.FreeSpace;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.Socket;
import dev.tfskit.volume.SymbolicLink;
import dev.tfskit.volume.TreeWalk;
import dev.tfskit.volume.Volume;
import java.util.BitSet;
import java.util.List;

/** Walks a tree and counts what there is. For one walk. */
final class TreeSurvey {

    private final Volume volume;
    private final FreeSpace free;
    private final LargestFiles largest;
    /** Inodes by dictionary number. */
    private final BitSet seen = new BitSet();
    private long directories;
    private long files;
    private long symbolicLinks;
    private long sockets;
    private long hardLinks;
    private long fileBytes;
    private long holeBytes;
    private long fragmentedFiles;
    private long fileBlocks;
    private long damaged;

    TreeSurvey(final Volume volume, final int largestFiles) {
        this.volume = volume;
        this.free = new FreeSpace(volume.blocks());
        this.largest = new LargestFiles(largestFiles);
    }

    void run() {
        for (final Extension extension : volume.logExtensions()) {
            free.claim(new BlockRun(extension.startBlock(), extension.blocks()));
        }
        final TreeWalk walk = new TreeWalk(TreePath.ROOT, volume.root());
        while (walk.hasNext()) {
            switch (walk.next()) {
                case TreeWalk.Visit.Entry entry -> count(entry.path(), entry.inode());
                case TreeWalk.Visit.Damaged _ -> damaged++;
            }
        }
    }

    private void count(final TreePath path, final Inode inode) {
        final int number = inode.logNumber();
        if (seen.get(number)) {
            hardLinks++;
            return;
        }
        seen.set(number);
        switch (inode) {
            case Directory _ -> directories++;
            case SymbolicLink _ -> symbolicLinks++;
            case Socket _ -> sockets++;
            case RegularFile file -> {
                files++;
                count(path, file);
            }
        }
    }

    private void count(final TreePath path, final RegularFile file) {
        try {
            final long length = file.length();
            final List<Extent> extents = file.extents();
            fileBytes = plus(fileBytes, length);
            holeBytes = plus(holeBytes, length - coveredBytes(extents, length));
            largest.offer(path, length);
            extents.forEach(this::claim);
            if (pieces(extents) > 1) {
                fragmentedFiles++;
            }
        } catch (TfsFormatException damage) {
            damaged++;
        }
    }

    private void claim(final Extent extent) {
        if (extent.allocated() > 0) {
            fileBlocks = plus(fileBlocks, extent.allocated());
            free.claim(new BlockRun(extent.startBlock(), extent.allocated()));
        }
    }

    private static long coveredBytes(final List<Extent> extents, final long length) {
        long covered = 0;
        for (final Extent extent : extents) {
            final long start = extent.fileBlock() * BlockDevice.BLOCK_BYTES;
            covered += Math.clamp(length - start, 0, extent.length() * BlockDevice.BLOCK_BYTES);
        }
        return covered;
    }

    /** Runs of blocks on the volume; the longest extents are 32 MiB, and one that goes on in the next one is whole. */
    private static int pieces(final List<Extent> extents) {
        int pieces = 0;
        long next = -1;
        for (final Extent extent : extents) {
            if (extent.startBlock() != next) {
                pieces++;
            }
            next = extent.startBlock() + extent.length();
        }
        return pieces;
    }

    /** The lengths that an image claims may add up to more than there are numbers. */
    private static long plus(final long sum, final long more) {
        return sum > Long.MAX_VALUE - more ? Long.MAX_VALUE : sum + more;
    }

    TreeFigures figures() {
        return new TreeFigures(directories, files, symbolicLinks, sockets, hardLinks, fileBytes, holeBytes, fragmentedFiles,
                largest.list(), damaged);
    }

    SpaceFigures space() {
        return new SpaceFigures(volume.blocks(), fileBlocks, free.freeBlocks(), free.freeRuns(), free.longestFreeRun());
    }
}
