// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.oci;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Chooses one of several images by its name and its platform. */
final class ImageChoice {

    private final ImageFiles files;
    private final List<NamedImage> images;

    /** An image, and its variants. */
    private record Found(NamedImage image, List<Variant> variants) {}

    /**
     * Creates a choice.
     *
     * @param images the images to choose from
     */
    ImageChoice(ImageFiles files, List<NamedImage> images) {
        this.files = files;
        Map<String, List<NamedImage>> listings = new LinkedHashMap<>();
        images.forEach(image ->
                listings.computeIfAbsent(image.id(), _ -> new ArrayList<>()).add(image));
        this.images = listings.values().stream().map(NamedImage::combined).toList();
    }

    /**
     * Chooses an image.
     *
     * @throws dev.tfskit.error.ArchiveException when no image fits, or more than one; the message lists the images
     * @throws IOException when the documents cannot be read
     */
    Variant choose(ImageSelector selector) throws IOException {
        List<NamedImage> named = selector.reference().isEmpty()
                ? images
                : named(selector.reference().get());
        List<Found> found = new ArrayList<>();
        String obstacle = null;
        for (NamedImage image : named) {
            Variants variants = image.variants().get();
            obstacle = obstacle != null ? obstacle : variants.obstacle();
            if (!variants.all().isEmpty()) {
                found.add(new Found(image, variants.all()));
            }
        }
        if (found.isEmpty()) {
            throw files.problem(
                    obstacle != null ? obstacle : "it has no image; name what docker save or skopeo copy made");
        }
        requireOneName(found, selector.reference());
        return choose(found, selector.platform());
    }

    private List<NamedImage> named(String reference) throws IOException {
        List<Predicate<NamedImage>> rules = List.of(
                image -> image.isNamed(reference), image -> image.matches(reference), image -> image.hasTag(reference));
        for (Predicate<NamedImage> rule : rules) {
            List<NamedImage> named = images.stream().filter(rule).toList();
            if (!named.isEmpty()) {
                return named;
            }
        }
        throw files.problem("it has no image " + reference
                + (images.isEmpty()
                        ? "; name what docker save or skopeo copy made"
                        : "; choose one of " + shown(images.stream())));
    }

    private static String shown(Stream<NamedImage> images) {
        return String.join(", ", images.map(NamedImage::shownName).distinct().toList());
    }

    /**
     * Several images are one image for several platforms if they share a name, or if none of them has one. With a
     * reference, only the full names that it stands for count.
     */
    private void requireOneName(List<Found> found, Optional<String> reference) throws IOException {
        List<Set<String>> names = found.stream()
                .map(Found::image)
                .map(image -> reference.map(image::fullNames).orElseGet(image::properNames))
                .toList();
        boolean areNamed = names.stream().anyMatch(each -> !each.isEmpty());
        boolean shareName =
                names.getFirst().stream().anyMatch(name -> names.stream().allMatch(each -> each.contains(name)));
        if (areNamed && !shareName) {
            throw several(found);
        }
    }

    private IOException several(List<Found> found) {
        // A name of two images may choose the other one, for its platform, or neither.
        Set<String> seen = new HashSet<>();
        Set<String> shared = new HashSet<>();
        found.stream().flatMap(each -> each.image.names().stream()).forEach(name -> {
            if (!seen.add(name)) {
                shared.add(name);
            }
        });
        return files.problem("it has several images; choose one by its name after a colon: "
                + found.stream()
                        .map(each -> each.image.names().stream()
                                .filter(name -> !shared.contains(name))
                                .findFirst()
                                .orElse(each.image.id()))
                        .collect(Collectors.joining(", ")));
    }

    private Variant choose(List<Found> found, Optional<Platform> platform) throws IOException {
        List<Variant> all =
                found.stream().flatMap(each -> each.variants.stream()).toList();
        if (all.size() == 1 && (platform.isEmpty() || all.getFirst().platform() == null)) {
            return all.getFirst();
        }
        Platform wanted = platform.orElseGet(Platform::ofHost);
        Optional<Variant> best = best(all, wanted);
        if (best.isEmpty()) {
            throw noneFor(wanted, found, all);
        }
        List<Found> equal = found.stream()
                .filter(each -> each.variants.stream().anyMatch(best.get()::isForSamePlatform))
                .toList();
        if (equal.size() > 1) {
            throw several(equal);
        }
        return best.get();
    }

    private IOException noneFor(Platform wanted, List<Found> found, List<Variant> variants) {
        List<String> platforms = variants.stream()
                .map(Variant::platform)
                .filter(Objects::nonNull)
                .map(Platform::toString)
                .distinct()
                .toList();
        if (!platforms.isEmpty()) {
            return files.problem(
                    "it has no image for " + wanted + "; choose with --platform from " + String.join(", ", platforms));
        }
        return found.size() > 1
                ? several(found)
                : files.problem(
                        "none of its images names its platform; copy the one that you want, by its digest, to a "
                                + "layout of its own");
    }

    /**
     * Returns the first image for exactly this platform, or else the first that this platform can run. The order of an
     * index is a ranking.
     */
    private static Optional<Variant> best(List<Variant> variants, Platform wanted) {
        return variants.stream()
                .filter(each -> each.platform() != null && wanted.isSame(each.platform()))
                .findFirst()
                .or(() -> variants.stream()
                        .filter(each ->
                                each.platform() != null && each.platform().fits(wanted))
                        .findFirst());
    }
}
