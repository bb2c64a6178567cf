// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;

/** The result of a check: the number of findings of each severity. Immutable and thread-safe. */
public final class CheckReport {

    private final Map<Severity, Long> counts = new EnumMap<>(Severity.class);

    private CheckReport() {}

    static CheckReport of(Collection<Finding> findings) {
        CheckReport report = new CheckReport();
        findings.forEach(finding -> report.counts.merge(finding.severity(), 1L, Long::sum));
        return report;
    }

    /** Returns the sum of two reports. */
    CheckReport and(CheckReport other) {
        CheckReport both = new CheckReport();
        both.counts.putAll(counts);
        other.counts.forEach((severity, count) -> both.counts.merge(severity, count, Long::sum));
        return both;
    }

    /**
     * Returns the number of findings of a severity.
     *
     * @param severity the severity
     * @return the number of findings, at least 0
     */
    public long count(Severity severity) {
        return counts.getOrDefault(severity, 0L);
    }

    /**
     * Returns whether the check found neither errors nor warnings.
     *
     * @return true if all findings are information
     */
    public boolean isClean() {
        return count(Severity.ERROR) == 0 && count(Severity.WARNING) == 0;
    }
}
