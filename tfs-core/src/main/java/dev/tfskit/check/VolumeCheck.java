// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.message.Messages;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Checks a volume without trusting its content, and never writes. A finding that follows from another one is not
 * reported: when the log is damaged, the incomplete tree is not checked. The check reads the log, twice if there are
 * findings about the tree, and never the content of files, except that of the program after {@link #with}. The package
 * has a tree walk of its own; it shares the log cursor, the decoder and the schema with the readers. One instance runs
 * one check, on one thread.
 */
public final class VolumeCheck {

    private final BlockDevice volume;
    private final VolumeRole role;
    private final Consumer<Finding> findings;
    private ProgramExamination programExamination = (device, found) -> {};

    /**
     * Creates a check of a volume whose role is not known.
     *
     * @param volume the device of the volume; read only, and left open
     * @param findings receives each finding; the order is unspecified but the same in every run
     */
    public VolumeCheck(BlockDevice volume, Consumer<Finding> findings) {
        this(volume, VolumeRole.ANY, findings);
    }

    /**
     * Creates a check of a volume with a role.
     *
     * @param volume the device of the volume; read only, and left open
     * @param role the role of the volume on its disk
     * @param findings receives each finding; the order is unspecified but the same in every run
     */
    public VolumeCheck(BlockDevice volume, VolumeRole role, Consumer<Finding> findings) {
        this.volume = volume;
        this.role = role;
        this.findings = findings;
    }

    /**
     * Makes the check examine the program as well, if the volume has no errors and names a program that exists.
     *
     * @param examination the examination, usually {@link dev.tfskit.Tfs#programExamination}
     * @return this object
     */
    public VolumeCheck with(ProgramExamination examination) {
        programExamination = examination;
        return this;
    }

    /**
     * Runs the check.
     *
     * @return the number of findings of each severity
     * @throws IOException when the device cannot be read; damage is a finding instead
     */
    public CheckReport run() throws IOException {
        // Drops the tree of the first pass before the second pass builds it again, because memory may not hold both.
        List<Finding> found = new ArrayList<>(examine().locate(volume));
        // The findings are passed on first, because the examination may fail.
        found.forEach(findings);
        if (role != VolumeRole.BOOT && found.stream().noneMatch(VolumeCheck::forbidsExamination)) {
            programExamination.examine(volume, finding -> {
                found.add(finding);
                findings.accept(finding);
            });
        }
        return CheckReport.of(found);
    }

    private static boolean forbidsExamination(Finding finding) {
        return finding.severity() == Severity.ERROR
                || finding.kind() == FindingKind.PROGRAM_MISSING
                || finding.kind() == FindingKind.PROGRAM_UNNAMED;
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
                    "the volume has " + Messages.bytes(volume.size()) + ", which is not a multiple of "
                            + BlockDevice.BLOCK_BYTES));
        }
        Tuple root = log.root();
        if (root.has(Attributes.CHILDREN) && root.tuple(Attributes.CHILDREN).isEmpty()) {
            found.add(
                    Finding.of(FindingKind.ROOT_NO_DIRECTORY, "the children of the root are not a tuple")
                            .about(TreePath.ROOT),
                    root,
                    Attributes.CHILDREN);
        } else {
            examineTree(log, found);
        }
        return found;
    }

    private void examineTree(LogChecker log, FindingList found) throws IOException {
        BlockClaims blockClaims = new BlockClaims(log.extensions(), volume.size() / BlockDevice.BLOCK_BYTES);
        KnownBadInodes badInodes = new KnownBadInodes();
        new TreeChecker(blockClaims, badInodes, found).run(log.root());
        blockClaims.report(found);
        new BootChecker(log.root(), role, badInodes, found).run(log.identity(), blockClaims);
        examineReferences(log, found);
    }

    private static void examineReferences(LogChecker log, FindingList found) {
        ReachableSet reachable = new ReachableSet();
        reachable.follow(log.root());
        for (Tuple tuple : log.laterTuples()) {
            if (!reachable.contains(tuple) && tuple.has(Attributes.CHILDREN)) {
                found.add(
                        Finding.of(
                                FindingKind.SECOND_ROOT,
                                "a tuple other than the root has a record of its own and children"),
                        tuple);
                reachable.follow(tuple);
            }
        }
        long unreferenced = log.composites() - reachable.count();
        if (unreferenced > 0) {
            found.add(Finding.of(
                    FindingKind.TUPLES_UNREFERENCED,
                    Messages.of(unreferenced, "tuple or vector of the log is", "tuples or vectors of the log are")
                            + " unreachable"));
        }
    }
}
