// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.oci;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was found under a name.
 *
 * @param all the images, in the order in which an index lists them
 * @param obstacle why something that was found is not an image; null when all that was found are images
 */
record Variants(List<Variant> all, @Nullable String obstacle) {

    /** Returns a single image. */
    static Variants of(Variant variant) {
        return new Variants(List.of(variant), null);
    }
}
