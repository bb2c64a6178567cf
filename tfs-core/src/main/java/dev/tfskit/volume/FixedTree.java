// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.log.Extension;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tree of a volume that is opened for reading. No tuple changes, so reading one needs no lock. Thread-safe. */
final class FixedTree implements TreeAccess {

    private final BlockDevice device;
    private final Tuple root;
    private final long blocks;
    private final List<Extension> logExtensions;
    private final InodeTable inodes;
    private final ExtentSharers extentSharers = new ExtentSharers();
    private final BlockCounts blockCounts = new BlockCounts();
    /** Computed on first use, and then kept. */
    private volatile Volume.@Nullable Statistics statistics;

    FixedTree(BlockDevice device, Tuple root, long blocks, List<Extension> logExtensions) {
        this.device = device;
        this.root = root;
        this.blocks = blocks;
        this.logExtensions = logExtensions;
        this.inodes = new InodeTable(root);
    }

    @Override
    public Tuple root() {
        return root;
    }

    @Override
    public BlockDevice device() {
        return device;
    }

    @Override
    public InodeTable inodes() {
        return inodes;
    }

    @Override
    public long blocks() {
        return blocks;
    }

    @Override
    public List<Extension> logExtensions() {
        return logExtensions;
    }

    @Override
    public Volume.Statistics statistics() throws TfsFormatException {
        Volume.Statistics known = statistics;
        if (known == null) {
            MountScan scan = MountScan.of(root, logExtensions, blocks);
            known = new Volume.Statistics(blocks, scan.space().freeBlocks(), scan.inodes());
            statistics = known;
        }
        return known;
    }

    @Override
    public <T, E extends Exception> T read(GuardedAction<T, E> action) throws E {
        return action.run();
    }

    @Override
    public Optional<Tuple> parent(Tuple directory) {
        return Optional.empty();
    }

    @Override
    public int subdirectories(Directory directory) {
        return directory.countSubdirectories();
    }

    @Override
    public ExtentAdmission extentAdmission() {
        return extentSharers;
    }

    @Override
    public long allocatedBlocks(RegularFile file) {
        return blockCounts.of(file);
    }

    @Override
    public OpenFile open(RegularFile file) throws IOException {
        return new OpenFixedFile(file, file.content());
    }

    @Override
    public LiveState live() {
        throw new ReadOnlyFileSystemException();
    }
}
