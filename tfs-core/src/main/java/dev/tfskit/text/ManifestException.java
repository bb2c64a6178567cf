// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.text;

import java.io.IOException;
import java.util.List;

/** A manifest that cannot be used. It has all that is wrong, up to a bound; the message is the first of it. */
public final class ManifestException extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient List<ManifestFault> faults;
    private final long more;

    /**
     * Some faults.
     *
     * @param faults at least one, in the order of the text
     * @param more how many others were counted
     */
    public ManifestException(List<ManifestFault> faults, long more) {
        super(faults.getFirst().toString());
        this.faults = List.copyOf(faults);
        this.more = more;
    }

    /** The faults, at least one. */
    public List<ManifestFault> faults() {
        return faults;
    }

    /** How many faults there are besides, as far as they were counted. */
    public long more() {
        return more;
    }
}
