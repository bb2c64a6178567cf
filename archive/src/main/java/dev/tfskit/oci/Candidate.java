// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.oci;

import java.util.List;
import java.util.Optional;

/**
 * An image in a layout, with the names that select it.
 *
 * @param names by which it can be chosen: tags, names with tags, digests
 * @param platform what it is made for, if anything says so
 * @param configuration the document that says how it is run
 * @param layers from the lowest to the highest
 */
record Candidate(List<String> names, Optional<Platform> platform, Json configuration, List<Layer> layers) {

    /** Whether a reference means it: one of its names, or what comes behind a slash in one. */
    static boolean matches(List<String> names, String reference) {
        return names.stream()
                .anyMatch(name -> name.equals(reference)
                        || name.endsWith("/" + reference)
                        || name.equals(reference + ":latest")
                        || name.endsWith("/" + reference + ":latest"));
    }
}
