// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.survey;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.log.Extension;
import dev.tfskit.schema.Extent;
import dev.tfskit.schema.TreePath;
import dev.tfskit.space.BlockRun;
import dev.tfskit.space.FreeSpace;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.Socket;
import dev.tfskit.volume.SpecialFile;
import dev.tfskit.volume.SymbolicLink;
import dev.tfskit.volume.TreeWalk;
import dev.tfskit.volume.Volume;
import java.util.BitSet;
import java.util.List;

/** Walks a tree and counts its files, directories and bytes. One instance serves one walk, by one thread. */
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
    private long specialFiles;
    private long hardLinks;
    private long fileBytes;
    private long holeBytes;
    private long fragmentedFiles;
    private long fileBlocks;
    private long damaged;

    TreeSurvey(Volume volume, int largestFiles) {
        this.volume = volume;
        this.free = new FreeSpace(volume.blocks());
        this.largest = new LargestFiles(largestFiles);
    }

    void run() {
        for (Extension extension : volume.logExtensions()) {
            free.claim(new BlockRun(extension.startBlock(), extension.blocks()));
        }
        TreeWalk walk = new TreeWalk(TreePath.ROOT, volume.root());
        while (walk.hasNext()) {
            switch (walk.next()) {
                case TreeWalk.Visit.Entry entry -> count(entry.path(), entry.inode());
                case TreeWalk.Visit.Damaged _ -> damaged++;
            }
        }
    }

    private void count(TreePath path, Inode inode) {
        int number = inode.logNumber();
        if (seen.get(number)) {
            hardLinks++;
            return;
        }
        seen.set(number);
        switch (inode) {
            case Directory _ -> directories++;
            case SymbolicLink _ -> symbolicLinks++;
            case Socket _ -> sockets++;
            case SpecialFile _ -> specialFiles++;
            case RegularFile file -> {
                files++;
                count(path, file);
            }
        }
    }

    private void count(TreePath path, RegularFile file) {
        try {
            long length = file.length();
            List<Extent> extents = file.extents();
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

    private void claim(Extent extent) {
        if (extent.allocated() > 0) {
            fileBlocks = plus(fileBlocks, extent.allocated());
            free.claim(new BlockRun(extent.startBlock(), extent.allocated()));
        }
    }

    private static long coveredBytes(List<Extent> extents, long length) {
        long covered = 0;
        for (Extent extent : extents) {
            long start = extent.fileBlock() * BlockDevice.BLOCK_BYTES;
            covered += Math.clamp(length - start, 0, extent.length() * BlockDevice.BLOCK_BYTES);
        }
        return covered;
    }

    /** Counts runs of blocks on the volume. The longest extents have 32 MiB; two extents that adjoin are one run. */
    private static int pieces(List<Extent> extents) {
        int pieces = 0;
        long next = -1;
        for (Extent extent : extents) {
            if (extent.startBlock() != next) {
                pieces++;
            }
            next = extent.startBlock() + extent.length();
        }
        return pieces;
    }

    /** Adds lengths. A damaged image can claim lengths with a sum beyond 2^63 - 1. */
    private static long plus(long sum, long more) {
        return sum > Long.MAX_VALUE - more ? Long.MAX_VALUE : sum + more;
    }

    TreeFigures figures() {
        return new TreeFigures(
                directories,
                files,
                symbolicLinks,
                sockets,
                specialFiles,
                hardLinks,
                fileBytes,
                holeBytes,
                fragmentedFiles,
                largest.list(),
                damaged);
    }

    SpaceFigures space() {
        return new SpaceFigures(volume.blocks(), fileBlocks, free.freeBlocks(), free.freeRuns(), free.longestFreeRun());
    }
}
