// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.oci;

import java.util.List;
import java.util.Optional;

/**
 * What was found under a name.
 *
 * @param all the images, in the order in which an index lists them
 * @param obstacle why something else that was found is not an image; empty when there was nothing else
 */
record Variants(List<Variant> all, Optional<String> obstacle) {

    /** A single image. */
    static Variants of(Variant variant) {
        return new Variants(List.of(variant), Optional.empty());
    }
}
