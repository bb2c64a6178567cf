// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.error;

/** An inode would have more names than can be counted. */
public final class TooManyLinksException extends VolumeException {

    private static final long serialVersionUID = 1L;

    /**
     * Says what it was about.
     *
     * @param name the name of it, as it is shown to people
     * @param reason why that is not possible
     */
    public TooManyLinksException(String name, String reason) {
        super(name, reason);
    }
}
