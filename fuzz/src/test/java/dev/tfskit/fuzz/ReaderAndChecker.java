// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuzz;

import dev.tfskit.archive.TarExport;
import dev.tfskit.check.Finding;
import dev.tfskit.check.FindingKind;
import dev.tfskit.check.Severity;
import dev.tfskit.check.VolumeCheck;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.schema.TreePath;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.TreeWalk;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Compares what the checker says about a volume with what a reader meets that copies everything out of it. */
final class ReaderAndChecker {

    /**
     * Findings that stop the reader. The other errors harm only those that write, or that follow other rules: a tar
     * holds targets of links that are too long for a host, and extents that are not a tuple read as none.
     */
    private static final Set<FindingKind> STOP_THE_READER = EnumSet.of(
            FindingKind.LOG_DAMAGED,
            FindingKind.RECORD_DAMAGED,
            FindingKind.ROOT_NO_DIRECTORY,
            FindingKind.ENTRY_NO_INODE,
            FindingKind.CHILDREN_INVALID,
            FindingKind.NAME_IMPOSSIBLE,
            FindingKind.LENGTH_INVALID,
            FindingKind.EXTENT_OUTSIDE,
            FindingKind.VOLUME_CUT_SHORT,
            FindingKind.EXTENT_SHORT,
            FindingKind.EXTENTS_OVERLAP);

    private ReaderAndChecker() {}

    /** Fails when the reader fails and the check finds no error, or the check finds what must stop the reader. */
    static void assertAgreement(BlockDevice volume) throws IOException {
        List<Finding> errors = new ArrayList<>();
        new VolumeCheck(volume, finding -> {
                    if (finding.severity() == Severity.ERROR) {
                        errors.add(finding);
                    }
                })
                .run();
        List<String> failures = failures(volume);
        if (!failures.isEmpty() && errors.isEmpty()) {
            throw new AssertionError("the check finds no error, but the reader fails: " + failures);
        }
        if (failures.isEmpty() && errors.stream().anyMatch(error -> STOP_THE_READER.contains(error.kind()))) {
            throw new AssertionError("the reader does not fail, but the check finds " + errors);
        }
    }

    private static List<String> failures(BlockDevice device) throws IOException {
        Volume volume;
        try {
            volume = Volume.open(device);
        } catch (TfsFormatException damage) {
            return List.of(damage.getMessage());
        }
        List<String> failures = new ArrayList<>();
        new TarExport(volume, problem -> failures.add(problem.toString()), _ -> {}).to(OutputStream.nullOutputStream());
        TreeWalk walk = new TreeWalk(TreePath.ROOT, volume.root());
        while (walk.hasNext()) {
            if (walk.next() instanceof TreeWalk.Visit.Entry(TreePath path, RegularFile file)) {
                // A file of no bytes is exported whatever its extents are.
                readExtents(path, file, failures);
            }
        }
        return failures;
    }

    private static void readExtents(TreePath path, RegularFile file, List<String> failures) {
        try {
            file.extents();
        } catch (TfsFormatException damage) {
            failures.add(path + ": " + damage.getMessage());
        }
    }
}
