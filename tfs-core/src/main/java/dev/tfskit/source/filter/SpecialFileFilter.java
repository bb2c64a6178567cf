// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source.filter;

import dev.tfskit.schema.TreePath;
import dev.tfskit.source.Notice;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.TreeSource;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Leaves the fifos and devices of sources, with all their names, out of one image, and reports their number. Nanos
 * supports neither, so an image for Nanos does not need them. What they replace stays out, too. Not thread-safe.
 */
public final class SpecialFileFilter {

    private final Consumer<Notice> notices;
    private final Set<TreePath> leftOut = new HashSet<>();

    /**
     * Creates a filter.
     *
     * @param notices receives a notice about each source that has fifos or devices, at its end
     */
    public SpecialFileFilter(Consumer<Notice> notices) {
        this.notices = notices;
    }

    /**
     * Wraps a source so that each of its fifos and devices is an absence. So are the hard links of later sources to
     * them.
     *
     * @param source the source; closing the result closes it
     * @param name the subject of the notice, if the source has none itself
     * @return the source with absences in place of fifos and devices
     */
    public TreeSource applyTo(TreeSource source, String name) {
        return new Filtered(source, name);
    }

    private final class Filtered extends ForwardingSource {

        private final String name;
        private long count;

        Filtered(TreeSource source, String name) {
            super(source);
            this.name = name;
        }

        @Override
        public Optional<SourceEntry> next() throws IOException {
            Optional<SourceEntry> entry = source.next();
            if (entry.isEmpty()) {
                report();
            } else if (leavesOut(entry.get())) {
                count++;
                return Optional.of(new SourceEntry.Absence(entry.get().path()));
            }
            return entry;
        }

        private boolean leavesOut(SourceEntry entry) {
            boolean isSpecial = entry instanceof SourceEntry.Special
                    || entry instanceof SourceEntry.HardLink link && leftOut.contains(link.first());
            if (isSpecial) {
                leftOut.add(entry.path());
            } else if (!leftOut.isEmpty()) {
                leftOut.remove(entry.path());
            }
            return isSpecial;
        }

        private void report() {
            if (count > 0) {
                notices.accept(new Notice(
                        source.subject().orElse(name),
                        count + (count == 1 ? " device or fifo was" : " devices and fifos were")
                                + " left out: Nanos has none; give --special to keep "
                                + (count == 1 ? "it" : "them")));
                count = 0;
            }
        }
    }
}
