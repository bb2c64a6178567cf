// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.oci;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The images that share a name in a container archive, such as one for each platform.
 *
 * @param all the images, in the order in which an index lists them
 * @param obstacle why one of the documents under the name is not an image; null when all are images
 */
record Variants(List<Variant> all, @Nullable String obstacle) {

    /** Returns the variants of a name that stands for one image. */
    static Variants of(Variant variant) {
        return new Variants(List.of(variant), null);
    }
}
