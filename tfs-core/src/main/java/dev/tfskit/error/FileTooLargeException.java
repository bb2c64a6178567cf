// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.error;

/** A file would become longer than one can be. */
public final class FileTooLargeException extends VolumeException {

    private static final long serialVersionUID = 1L;

    /**
     * Says which and how long one can be.
     *
     * @param file the file or volume, as it is shown to people
     * @param reason the limit
     */
    public FileTooLargeException(String file, String reason) {
        super(file, reason);
    }
}
