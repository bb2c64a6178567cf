// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.error.Messages;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/**
 * Checks a volume without trusting any of it. The walk over the tree is the check's own; the log's lenient cursor, the
 * decoder of records and the meaning of attributes are those of every reader. It never writes. Where one fault makes
 * others follow, only the first is reported: a log that cannot be read is not held against the tree that it does not
 * describe. Reads the log, once if the tree is sound and otherwise twice, and no contents of files. One instance checks
 * one volume.
 */
public final class VolumeCheck {

    private final BlockDevice volume;
    private final VolumeRole role;
    private final Consumer<Finding> findings;

    /**
     * A check of a volume by itself.
     *
     * @param volume the device that holds it, from its first byte
     * @param findings told of each finding, in no particular order but the same every time
     */
    public VolumeCheck(BlockDevice volume, Consumer<Finding> findings) {
        this(volume, VolumeRole.ANY, findings);
    }

    /**
     * A check of a volume that has a role.
     *
     * @param volume the device that holds it, from its first byte
     * @param role what it is there for
     * @param findings told of each finding, in no particular order but the same every time
     */
    public VolumeCheck(BlockDevice volume, VolumeRole role, Consumer<Finding> findings) {
        this.volume = volume;
        this.role = role;
        this.findings = findings;
    }

    /**
     * Checks everything.
     *
     * @throws IOException when the device cannot be read; damage is no reason
     */
    public CheckReport run() throws IOException {
        // The tree is forgotten by the time the records are looked for: there is not always memory for it twice.
        List<Finding> found = examine().locate(volume);
        found.forEach(findings);
        return CheckReport.of(found);
    }

    private FindingList examine() throws IOException {
        FindingList found = new FindingList();
        LogChecker log = new LogChecker(found);
        log.run(volume);
        if (!log.isSound()) {
            return found;
        }
        if (volume.size() % BlockDevice.BLOCK_BYTES != 0) {
            found.add(Finding.of(
                    FindingKind.SIZE_UNEVEN,
                    "the volume has " + Messages.bytes(volume.size()) + ", no multiple of " + BlockDevice.BLOCK_BYTES));
        }
        Tuple root = log.root();
        if (root.has(Attributes.CHILDREN) && root.tuple(Attributes.CHILDREN).isEmpty()) {
            found.add(
                    Finding.of(FindingKind.ROOT_NO_DIRECTORY, "the children of the root are no tuple")
                            .about(TreePath.ROOT),
                    root,
                    Attributes.CHILDREN);
        } else {
            examineTree(log, found);
        }
        return found;
    }

    private void examineTree(LogChecker log, FindingList found) throws IOException {
        BlockClaims owners = new BlockClaims(log.extensions(), volume.size() / BlockDevice.BLOCK_BYTES);
        KnownBadInodes doubts = new KnownBadInodes();
        new TreeChecker(owners, doubts, found).run(log.root());
        owners.report(found);
        new BootChecker(log.root(), role, doubts, found).run(log.identity(), owners);
        examineReferences(log, found);
    }

    private static void examineReferences(LogChecker log, FindingList found) {
        ReachableSet reach = new ReachableSet();
        reach.follow(log.root());
        for (Tuple tuple : log.laterTuples()) {
            if (!reach.contains(tuple) && tuple.has(Attributes.CHILDREN)) {
                found.add(
                        Finding.of(FindingKind.SECOND_ROOT, "a record of its own has children, as only the root has"),
                        tuple);
                reach.follow(tuple);
            }
        }
        long unreferenced = log.composites() - reach.count();
        if (unreferenced > 0) {
            found.add(Finding.of(
                    FindingKind.TUPLES_UNREFERENCED,
                    Messages.of(unreferenced, "tuple or vector of the log is", "tuples or vectors of the log are")
                            + " in use nowhere"));
        }
    }
}
