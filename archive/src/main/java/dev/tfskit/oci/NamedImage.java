// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.oci;

import dev.tfskit.io.IoSupplier;
import java.util.ArrayList;
import java.util.List;

/**
 * A container image as the topmost document lists it: its names, and a variant for each platform.
 *
 * @param names what selects the image: tags, names with tags, digests; the first one is shown, and the last one, such
 *     as a digest, is that of no other image
 * @param variants supplies the variants, by reading the documents of the image
 */
record NamedImage(List<String> names, IoSupplier<Variants> variants) {

    /** Returns whether nothing but a digest names the image. */
    boolean isAnonymous() {
        return names.stream().allMatch(name -> Digest.parse(name).isPresent());
    }

    /** Returns the name that messages show. */
    String shownName() {
        return names.getFirst();
    }

    /** Returns the name that no other image has. */
    String ownName() {
        return names.getLast();
    }

    /** Returns whether a reference is one of the names. */
    boolean isNamed(String reference) {
        return names.contains(reference);
    }

    /** Returns whether a reference is the end of a name, behind a slash; the tag {@code latest} need not be written. */
    boolean matches(String reference) {
        return names.stream()
                .anyMatch(name -> name.equals(reference)
                        || name.endsWith("/" + reference)
                        || name.equals(reference + ":latest")
                        || name.endsWith("/" + reference + ":latest"));
    }

    /** Returns whether a reference is the tag in one of the names. */
    boolean hasTag(String reference) {
        return names.stream().anyMatch(name -> name.endsWith(":" + reference));
    }

    /** Returns this image with the names of another listing of it, too. */
    NamedImage withNamesOf(NamedImage other) {
        List<String> all = new ArrayList<>(names.subList(0, names.size() - 1));
        all.addAll(other.names);
        return new NamedImage(List.copyOf(all), variants);
    }
}
