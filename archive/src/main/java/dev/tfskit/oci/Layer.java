// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.oci;

import org.jspecify.annotations.Nullable;

/**
 * A layer of a container image.
 *
 * @param number the position of the layer, from 1 for the lowest
 * @param file the path of the layer among the files of the image
 * @param stored the digest of that file; null when no document names it
 * @param unpacked the digest of the tar archive in the file; null when no document names it, or when {@code stored} is
 *     present
 */
record Layer(
        int number,
        String file,
        @Nullable Digest stored,
        @Nullable Digest unpacked) {

    /** Returns a layer in a file that is named by its digest. */
    static Layer stored(int number, String file, Digest digest) {
        return new Layer(number, file, digest, null);
    }

    /** Returns a layer whose file may be compressed. Only the digest of the archive in it is known. */
    static Layer unpacked(int number, String file, Digest digest) {
        return new Layer(number, file, null, digest);
    }

    /** Returns a layer without a known digest. */
    static Layer unverified(int number, String file) {
        return new Layer(number, file, null, null);
    }

    /** Returns the name of the layer in messages. */
    @Override
    public String toString() {
        Digest digest = stored != null ? stored : unpacked;
        return "layer " + number + " (" + (digest != null ? digest.abbreviated() : file) + ")";
    }
}
