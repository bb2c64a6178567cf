// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.cli.Diagnostics;
import dev.tfskit.message.Messages;
import java.io.Closeable;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Prints warnings about losses, but only the first few with the same text. Closing prints how many were left out. Not
 * thread-safe.
 */
final class GroupedWarnings implements Closeable {

    /** The most warnings with the same text that are printed. */
    private static final int SHOWN = 5;

    private final Diagnostics diagnostics;
    private final String remedy;
    private final Map<String, Group> groups = new LinkedHashMap<>();

    private static final class Group {
        private final String firstText;
        private long count;

        Group(String firstText) {
            this.firstText = firstText;
        }
    }

    /**
     * Creates a printer of warnings.
     *
     * @param remedy how to see all of them
     */
    GroupedWarnings(Diagnostics diagnostics, String remedy) {
        this.diagnostics = diagnostics;
        this.remedy = remedy;
    }

    /**
     * Prints a warning, unless enough with the same text were printed. Texts that differ only in numbers count as the
     * same.
     */
    void warn(String subject, String text) {
        Group group = groups.computeIfAbsent(text.replaceAll("[0-9]+", "0"), _ -> new Group(text));
        group.count++;
        if (group.count <= SHOWN) {
            diagnostics.warn(subject, text);
        }
    }

    @Override
    public void close() {
        for (Group group : groups.values()) {
            if (group.count > SHOWN) {
                diagnostics.warn(
                        Messages.of(group.count - SHOWN, "more loss", "more losses"), group.firstText + "; " + remedy);
            }
        }
    }
}
