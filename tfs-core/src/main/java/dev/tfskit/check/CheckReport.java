// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;

/** What a check has come to: how many findings there are of each severity. */
public final class CheckReport {

    private final Map<Severity, Long> counts = new EnumMap<>(Severity.class);

    private CheckReport() {}

    static CheckReport of(Collection<Finding> findings) {
        CheckReport report = new CheckReport();
        findings.forEach(finding -> report.counts.merge(finding.severity(), 1L, Long::sum));
        return report;
    }

    /** The report on two things that were checked one after the other. */
    CheckReport and(CheckReport other) {
        CheckReport both = new CheckReport();
        both.counts.putAll(counts);
        other.counts.forEach((severity, count) -> both.counts.merge(severity, count, Long::sum));
        return both;
    }

    /** How many findings of a severity there are. */
    public long count(Severity severity) {
        return counts.getOrDefault(severity, 0L);
    }

    /** Whether nothing was found that is worse than information. */
    public boolean isClean() {
        return count(Severity.ERROR) == 0 && count(Severity.WARNING) == 0;
    }
}
