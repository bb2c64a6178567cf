// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.error;

/**
 * The volume can only be read from now on, because writing to its device has failed once: after that nobody knows what
 * the device holds. What was synced before is not lost.
 */
public final class VolumeFailedException extends VolumeException {

    private static final long serialVersionUID = 1L;

    /**
     * Says what happened.
     *
     * @param volume as it is shown to people
     * @param cause the failure
     */
    public VolumeFailedException(String volume, Throwable cause) {
        super(volume, "writing has failed, so the volume is read-only until it is opened again: " + cause.getMessage());
        initCause(cause);
    }
}
