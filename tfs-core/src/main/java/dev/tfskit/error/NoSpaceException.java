// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.error;

/**
 * Thrown when a volume has too few free blocks for data, for the records of its log, or for the first blocks of an
 * empty volume.
 */
public final class NoSpaceException extends VolumeException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param file the path of the file or the name of the volume, in display form
     * @param reason how much space was needed, for people
     */
    public NoSpaceException(String file, String reason) {
        super(file, reason);
    }
}
