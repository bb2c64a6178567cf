// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import dev.tfskit.schema.TreePath;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Something that a check has found.
 *
 * @param kind what it is; says how bad, too
 * @param problem what was found and what was expected
 * @param partition the number, from 0, of the partition that it is about or that holds the volume; empty for a bare
 *     volume
 * @param path the entry of the tree that it is about, if any
 * @param record the number, from 0, of the log record that made it so, if known
 * @param offset where that record or the damaged byte stands, in bytes from the start of the volume; of the disk for
 *     its partition table
 */
public record Finding(
        FindingKind kind,
        String problem,
        OptionalInt partition,
        Optional<TreePath> path,
        OptionalLong record,
        OptionalLong offset) {

    static Finding of(FindingKind kind, String problem) {
        return new Finding(
                kind, problem, OptionalInt.empty(), Optional.empty(), OptionalLong.empty(), OptionalLong.empty());
    }

    Finding at(long byteOffset) {
        return new Finding(kind, problem, partition, path, record, OptionalLong.of(byteOffset));
    }

    Finding in(long recordNumber) {
        return new Finding(kind, problem, partition, path, OptionalLong.of(recordNumber), offset);
    }

    Finding about(TreePath entry) {
        return new Finding(kind, problem, partition, Optional.of(entry), record, offset);
    }

    Finding inPartition(int number) {
        return new Finding(kind, problem, OptionalInt.of(number), path, record, offset);
    }

    /** How bad it is. */
    public Severity severity() {
        return kind.severity();
    }
}
