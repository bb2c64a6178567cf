// SPDX-License-Identifier: Apache-2.0
package dev.tfskit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * How often a program and its children have called each function of the kernel, by strace. The counts say what a run
 * costs and do not depend on the speed of the machine.
 */
public final class SystemCallCounts {

    private final Map<String, Integer> calls = new TreeMap<>();

    private SystemCallCounts() {}

    /**
     * Runs a command, which must succeed.
     *
     * @param command the command
     * @param report the path of a file that strace may write
     * @return its calls
     */
    public static SystemCallCounts of(Command command, Path report) throws IOException, InterruptedException {
        command.under(Strace.writing(report, "-c")).run().ok();
        SystemCallCounts counts = new SystemCallCounts();
        for (String line : Files.readAllLines(report)) {
            // percent, seconds, microseconds per call, calls, perhaps errors, name
            String[] fields = line.strip().split("\\s+");
            if (fields.length >= 5 && fields[3].matches("[0-9]+")) {
                counts.calls.put(fields[fields.length - 1], Integer.parseInt(fields[3]));
            }
        }
        return counts;
    }

    /**
     * Asserts limits for what this run has done more than a smaller run.
     *
     * @param limits names of functions, and the most calls
     * @param smaller the smaller run
     */
    public void assertAtMost(Map<String, Integer> limits, SystemCallCounts smaller) {
        for (Map.Entry<String, Integer> limit : limits.entrySet()) {
            int more = of(limit.getKey()) - smaller.of(limit.getKey());
            assertTrue(
                    more <= limit.getValue(),
                    limit.getKey() + ": " + more + " calls more than the smaller run, and the limit is "
                            + limit.getValue());
        }
    }

    private int of(String function) {
        return calls.getOrDefault(function, 0);
    }
}
