// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.oci;

import java.util.Optional;

/**
 * Which of the images of a layout or an archive is wanted.
 *
 * @param reference a tag, a name or a digest; empty when there is only one image
 * @param platform the wanted platform; empty for the only platform or, of several, that of this machine
 */
public record ImageSelector(Optional<String> reference, Optional<Platform> platform) {

    /** The only image, for the only platform or that of this machine. */
    public static final ImageSelector ONLY = new ImageSelector(Optional.empty(), Optional.empty());
}
