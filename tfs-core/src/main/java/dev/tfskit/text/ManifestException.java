// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.text;

import java.io.IOException;
import java.util.List;

/**
 * Thrown when a manifest cannot be used. The exception holds the faults of the manifest, up to a bound; its message is
 * the first fault.
 */
public final class ManifestException extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient List<ManifestFault> faults;
    private final long more;

    /**
     * Makes an exception from faults.
     *
     * @param faults at least one, in the order in which they were found
     * @param more the number of further faults that were counted, at least 0
     */
    public ManifestException(List<ManifestFault> faults, long more) {
        super(faults.getFirst().toString());
        this.faults = List.copyOf(faults);
        this.more = more;
    }

    /**
     * Returns the faults.
     *
     * @return at least one fault, in the order in which they were found; immutable
     */
    public List<ManifestFault> faults() {
        return faults;
    }

    /**
     * Returns how many faults the manifest has besides {@link #faults}.
     *
     * @return the number of further faults that were counted, at least 0
     */
    public long more() {
        return more;
    }
}
