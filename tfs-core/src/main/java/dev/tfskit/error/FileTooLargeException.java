// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.error;

/** Thrown when a file or an image would become longer than the format allows. */
public final class FileTooLargeException extends VolumeException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param file the path of the file or the name of the volume, in display form
     * @param reason the limit, for people
     */
    public FileTooLargeException(String file, String reason) {
        super(file, reason);
    }
}
