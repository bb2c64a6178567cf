package dev.tfskit.check;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.value.Tuple;
import dev.tfskit.volume.Attributes;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * Checks a volume without trusting any of it, and without a line of the code that reads volumes for other purposes. It never writes.
 * Where one fault makes others follow, only the first is reported: a log that cannot be read is not held against the tree that it
 * does not describe. Reads the log once and no contents of files. One instance checks one volume.
 */
public final class VolumeCheck {

    private final BlockDevice volume;
    private final Consumer<Finding> findings;

    /**
     * A check of a volume.
     *
     * @param volume the device that holds it, from its first byte
     * @param findings told of each finding, in no particular order but the same every time
     */
    public VolumeCheck(final BlockDevice volume, final Consumer<Finding> findings) {
        this.volume = volume;
        this.findings = findings;
    }

    /**
     * Checks everything.
     *
     * @throws IOException when the device cannot be read; damage is no reason
     */
    public void run() throws IOException {
        final LogExamination log = new LogExamination(findings);
        log.run(volume);
        if (!log.isSound()) {
            return;
        }
        if (volume.size() % BlockDevice.BLOCK_BYTES != 0) {
            findings.accept(Finding.of(FindingKind.SIZE_UNEVEN, "the volume has " + volume.size() + " bytes, no multiple of "
                    + BlockDevice.BLOCK_BYTES));
        }
        for (final Tuple other : log.otherRoots()) {
            findings.accept(log.history().locate(
                    Finding.of(FindingKind.SECOND_ROOT, "a record of its own has children, as only the root has"), other));
        }
        final Tuple root = log.root();
        if (root.has(Attributes.CHILDREN) && root.tuple(Attributes.CHILDREN).isEmpty()) {
            findings.accept(log.history().locate(
                    Finding.of(FindingKind.ROOT_NO_DIRECTORY, "the children of the root are no tuple"), root));
            return;
        }
        examine(log, root);
    }

    private void examine(final LogExamination log, final Tuple root) throws IOException {
        final long volumeBlocks = volume.size() / BlockDevice.BLOCK_BYTES;
        final BlockOwners owners = new BlockOwners();
        log.extensions().forEach(owners::addLog);
        final InodeExamination inodes = new InodeExamination(volumeBlocks, owners, log.history(), findings);
        new TreeExamination(log.history(), inodes, findings).run(root);
        owners.reportShared(log.history(), findings);
        new BootExamination(root, findings).run(log.identity().orElseThrow(), owners, volumeBlocks);
        final long unreferenced = log.composites() - TreeExamination.countReachable(root);
        if (unreferenced > 0) {
            findings.accept(Finding.of(FindingKind.TUPLES_UNREFERENCED, unreferenced + " tuples or vectors of the log are in use nowhere"));
        }
    }
}
