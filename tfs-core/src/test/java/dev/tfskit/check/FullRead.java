// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.schema.TreePath;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.Socket;
import dev.tfskit.volume.SpecialFile;
import dev.tfskit.volume.SymbolicLink;
import dev.tfskit.volume.TreeWalk;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Reads all that a volume holds, as a program does that knows nothing of the checker; of each run of data the start and
 * the end.
 */
final class FullRead {

    private static final int EDGE_BYTES = 4096;

    private FullRead() {}

    /** Why something could not be read, if so. */
    static Optional<TfsFormatException> failure(BlockDevice device) throws IOException {
        try {
            read(Volume.open(device));
            return Optional.empty();
        } catch (TfsFormatException damage) {
            return Optional.of(damage);
        }
    }

    private static void read(Volume volume) throws IOException {
        read(volume.root());
        TreeWalk walk = new TreeWalk(TreePath.ROOT, volume.root());
        while (walk.hasNext()) {
            switch (walk.next()) {
                case TreeWalk.Visit.Entry entry -> read(entry.inode());
                case TreeWalk.Visit.Damaged damaged -> throw damaged.reason();
            }
        }
    }

    private static void read(Inode inode) throws IOException {
        inode.extendedAttributes();
        inode.permissions();
        inode.modified();
        inode.accessed();
        inode.linkCount();
        switch (inode) {
            case Directory directory -> directory.entries();
            case SymbolicLink link -> link.target();
            case Socket _ -> {}
            case SpecialFile special -> special.node();
            case RegularFile file -> read(file);
        }
    }

    private static void read(RegularFile file) throws IOException {
        file.length();
        file.extents();
        for (RegularFile.DataRun run : file.dataRuns()) {
            file.read(run.filePosition(), ByteBuffer.allocate(EDGE_BYTES));
            file.read(Math.max(run.filePosition(), run.fileEnd() - EDGE_BYTES), ByteBuffer.allocate(EDGE_BYTES));
        }
    }
}
