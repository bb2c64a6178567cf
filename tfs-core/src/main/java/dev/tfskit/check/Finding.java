// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import dev.tfskit.schema.TreePath;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A finding of a check: one problem or remark, and its location as far as it is known. Immutable.
 *
 * @param kind the kind of finding, which determines the severity
 * @param problem what was found and what was expected, as a message for people
 * @param partition the number, from 0, of the partition that is concerned or that holds the volume; empty for a raw
 *     image, and when only one volume is checked
 * @param path the path of the entry that is concerned; empty if the finding concerns no entry
 * @param record the number, from 0, of the log record that caused the finding; empty if unknown
 * @param offset the offset of that record or of the damage, in bytes from the start of the volume; for a finding about
 *     the partition table, from the start of the disk; empty if unknown
 */
public record Finding(
        FindingKind kind,
        String problem,
        OptionalInt partition,
        Optional<TreePath> path,
        OptionalLong record,
        OptionalLong offset) {

    /** Creates a finding without a location. */
    static Finding of(FindingKind kind, String problem) {
        return new Finding(
                kind, problem, OptionalInt.empty(), Optional.empty(), OptionalLong.empty(), OptionalLong.empty());
    }

    /** Returns this finding with an offset. */
    Finding at(long byteOffset) {
        return new Finding(kind, problem, partition, path, record, OptionalLong.of(byteOffset));
    }

    /** Returns this finding with a record number. */
    Finding in(long recordNumber) {
        return new Finding(kind, problem, partition, path, OptionalLong.of(recordNumber), offset);
    }

    /** Returns this finding with a path. */
    Finding about(TreePath entry) {
        return new Finding(kind, problem, partition, Optional.of(entry), record, offset);
    }

    /** Returns this finding with a partition number. */
    Finding inPartition(int number) {
        return new Finding(kind, problem, OptionalInt.of(number), path, record, offset);
    }

    /**
     * Returns the severity of the kind.
     *
     * @return the severity
     */
    public Severity severity() {
        return kind.severity();
    }
}
