// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.error;

/** The volume has no room for what was to be written. */
public final class NoSpaceException extends VolumeException {

    private static final long serialVersionUID = 1L;

    /**
     * Says what found no room.
     *
     * @param file the file or volume, as it is shown to people
     * @param reason what was needed
     */
    public NoSpaceException(String file, String reason) {
        super(file, reason);
    }
}
