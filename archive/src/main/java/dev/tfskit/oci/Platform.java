// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.oci;

import dev.tfskit.json.Json;
import java.util.Locale;
import java.util.Optional;

/**
 * The operating system and the processor that an image is made for. Immutable.
 *
 * @param os such as {@code linux}
 * @param architecture the name that Go uses, such as {@code amd64} or {@code arm64}
 * @param variant the version of the architecture, such as {@code v7}; empty when the image names none
 */
public record Platform(String os, String architecture, Optional<String> variant) {

    private static final String UNKNOWN = "unknown";

    /** Leaves out the variant {@code v8} of arm64, because arm64 has no older one. */
    public Platform {
        variant = architecture.equals("arm64") ? variant.filter(name -> !name.equals("v8")) : variant;
    }

    /**
     * Parses a platform.
     *
     * @param text the platform, such as {@code linux/arm64} or {@code linux/arm/v7}
     * @return the platform
     * @throws IllegalArgumentException when the text is malformed
     */
    public static Platform parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length < 2 || parts.length > 3 || text.startsWith("/") || text.endsWith("/") || text.contains("//")) {
            throw new IllegalArgumentException("'" + text + "' is not a platform; write linux/arm64 or linux/arm/v7");
        }
        return new Platform(
                parts[0], architectureOf(parts[1]), parts.length == 3 ? Optional.of(parts[2]) : Optional.empty());
    }

    /**
     * Returns Linux on the processor of this machine, whatever its system is, because Nanos runs programs for Linux.
     *
     * @return the platform
     */
    public static Platform ofHost() {
        return new Platform(
                "linux", architectureOf(System.getProperty("os.arch").toLowerCase(Locale.ROOT)), Optional.empty());
    }

    static Optional<Platform> of(Json json) {
        Optional<String> os = json.get("os").text();
        Optional<String> architecture = json.get("architecture").text();
        return os.isEmpty() || architecture.isEmpty()
                ? Optional.empty()
                : Optional.of(new Platform(
                        os.get(), architecture.get(), json.get("variant").text()));
    }

    private static String architectureOf(String name) {
        return switch (name) {
            case "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            default -> name;
        };
    }

    /** Returns whether this is {@code unknown/unknown}, which marks an attestation in an index, and not an image. */
    boolean isUnknown() {
        return os.equals(UNKNOWN) && architecture.equals(UNKNOWN);
    }

    /** Returns whether another platform has the same processor, in the same version. */
    boolean isSame(Platform other) {
        return os.equals(other.os)
                && architecture.equals(other.architecture)
                && version().equals(other.version());
    }

    /** Returns the version of a platform; the default of its architecture if it has no variant. */
    private String version() {
        return variant.orElse(
                switch (architecture) {
                    case "amd64" -> "v1";
                    case "arm" -> "v7";
                    default -> "";
                });
    }

    /** Returns whether an image for this platform runs on a wanted platform; one without a variant accepts any. */
    boolean fits(Platform wanted) {
        return os.equals(wanted.os)
                && architecture.equals(wanted.architecture)
                && (wanted.variant.isEmpty() || isSame(wanted));
    }

    /** Returns the platform as {@link #parse} takes it. */
    @Override
    public String toString() {
        return os + "/" + architecture + variant.map(name -> "/" + name).orElse("");
    }
}
