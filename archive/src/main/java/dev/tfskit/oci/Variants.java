// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.oci;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was found under a name.
 *
 * @param all the images, in the order in which an index lists them
 * @param obstacle why something else that was found is not an image; null when there was nothing else
 */
record Variants(List<Variant> all, @Nullable String obstacle) {

    /** A single image. */
    static Variants of(Variant variant) {
        return new Variants(List.of(variant), null);
    }
}
