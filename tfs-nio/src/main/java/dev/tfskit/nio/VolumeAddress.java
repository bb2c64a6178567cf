// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import dev.tfskit.device.VolumeChoice;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The key of an open file system: an image, one of its volumes, and a number.
 *
 * @param image the path of the image on the host, without links where the image exists
 * @param choice the volume
 * @param opening distinguishes file systems of the same volume, from 1
 */
record VolumeAddress(Path image, VolumeChoice choice, int opening) {

    static VolumeAddress of(Path image, ImageOptions options) {
        return new VolumeAddress(real(image), options.choice(), options.opening());
    }

    /** Follows links if the image exists. It may not: a file system stays open when its image is removed. */
    private static Path real(Path image) {
        try {
            return image.toRealPath();
        } catch (IOException e) {
            return image.toAbsolutePath().normalize();
        }
    }

    VolumeAddress next() {
        return new VolumeAddress(image, choice, opening + 1);
    }

    /** Returns the URI of a path in the volume. */
    URI uri(Text path) {
        List<String> query = new ArrayList<>();
        ImageOptions.query(choice).ifPresent(query::add);
        if (opening > 1) {
            query.add(ImageOptions.OPENING + "=" + opening);
        }
        // A directory that has taken the place of the image would have a slash at the end.
        String file = image.toUri().getRawPath().replaceAll("(?<=.)/$", "");
        return URI.create(ImageUri.SCHEME + "://" + file + (query.isEmpty() ? "" : "?" + String.join("&", query)) + "#"
                + PercentCode.encode(path.toByteArray()));
    }
}
