// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.oci;

import dev.tfskit.io.IoSupplier;
import dev.tfskit.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One of the images that share a name: the one for a certain platform. It keeps no document, because there can be any
 * number of variants.
 *
 * @param platform the platform that the image is made for; null when no document names it
 * @param configuration supplies the document that says how the image is run
 * @param layers supplies the layers, from the lowest to the highest; throws when this library cannot unpack one of them
 */
record Variant(@Nullable Platform platform, IoSupplier<Json> configuration, IoSupplier<List<Layer>> layers) {

    /** Returns whether both name a platform, and the same one. */
    boolean isForSamePlatform(Variant other) {
        return platform != null && other.platform != null && platform.isSame(other.platform);
    }
}
