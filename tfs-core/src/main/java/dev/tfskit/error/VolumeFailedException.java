// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.error;

/**
 * Thrown when a write to the device has failed before. The volume is read-only from then on, because it is unknown
 * which bytes the device holds. Data synced before the failure is not lost.
 */
public final class VolumeFailedException extends VolumeException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param volume the name of the volume, in display form
     * @param cause the first failure
     */
    public VolumeFailedException(String volume, Throwable cause) {
        super(volume, "writing has failed, so the volume is read-only until it is opened again: " + cause.getMessage());
        initCause(cause);
    }
}
