// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.oci;

import dev.tfskit.io.IoSupplier;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A container image as the topmost document lists it: its names, and a variant for each platform.
 *
 * @param id what no other image has: a digest, or the name of the document that describes the image
 * @param fullNames names with the repository, such as {@code example.org/app:1.0}
 * @param shortNames names without the repository: tags, such as {@code 1.0}, or the id of an image that cannot be a
 *     platform of another one and has no other name
 * @param variants supplies the variants, by reading the documents of the image
 */
record NamedImage(String id, List<String> fullNames, List<String> shortNames, IoSupplier<Variants> variants) {

    /** Combines the listings of one image: a document may list it once for each of its names, or twice. */
    static NamedImage combined(List<NamedImage> listings) {
        NamedImage first = listings.getFirst();
        return new NamedImage(
                first.id, all(listings, NamedImage::fullNames), all(listings, NamedImage::shortNames), first.variants);
    }

    /**
     * Returns the image with its id as its name if it has no other name. So no other image is taken for another
     * platform of it.
     */
    NamedImage namedByIdOtherwise() {
        return fullNames.isEmpty() && shortNames.isEmpty()
                ? new NamedImage(id, List.of(), List.of(id), variants)
                : this;
    }

    private static List<String> all(List<NamedImage> listings, Function<NamedImage, List<String>> names) {
        return listings.stream()
                .flatMap(each -> names.apply(each).stream())
                .distinct()
                .toList();
    }

    /** Returns what selects the image, the clearest first, the id last. */
    List<String> names() {
        return Stream.of(fullNames, shortNames, List.of(id))
                .flatMap(List::stream)
                .distinct()
                .toList();
    }

    /** Returns the name that messages show. */
    String shownName() {
        return names().getFirst();
    }

    /**
     * Returns whether a reference is one of the names. The id may have the forms of {@link Digest#inName}, too:
     * programs show digests without their algorithm, and name files by them.
     */
    boolean isNamed(String reference) {
        return names().contains(reference)
                || Digest.inName(reference)
                        .map(Digest::toString)
                        .filter(id::equals)
                        .isPresent();
    }

    /** Returns whether a reference is the end of a name, behind a slash; the tag {@code latest} need not be written. */
    boolean matches(String reference) {
        return fullNames.stream().anyMatch(name -> isEnd(reference, name));
    }

    /** Returns whether a reference is the tag in one of the names. */
    boolean hasTag(String reference) {
        return fullNames.stream().anyMatch(name -> isTag(reference, name));
    }

    /** Returns the names that tell a user which image this is: the full ones or, if there are none, the others. */
    Set<String> properNames() {
        return Set.copyOf(fullNames.isEmpty() ? shortNames : fullNames);
    }

    /** Returns the full names that a reference stands for: the one that it is, or those with this end or this tag. */
    Set<String> fullNames(String reference) {
        return fullNames.contains(reference)
                ? Set.of(reference)
                : fullNames.stream()
                        .filter(name -> isEnd(reference, name) || isTag(reference, name))
                        .collect(Collectors.toUnmodifiableSet());
    }

    private static boolean isEnd(String reference, String name) {
        return name.endsWith("/" + reference)
                || name.equals(reference + ":latest")
                || name.endsWith("/" + reference + ":latest");
    }

    private static boolean isTag(String reference, String name) {
        return name.endsWith(":" + reference);
    }
}
