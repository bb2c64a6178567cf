// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.oci;

import java.util.Locale;
import java.util.Optional;

/**
 * What an image is made for.
 *
 * @param os such as linux
 * @param architecture as Go calls it, such as amd64 and arm64
 * @param variant such as v7; none if there is only one
 */
public record Platform(String os, String architecture, Optional<String> variant) {

    private static final String UNKNOWN = "unknown";

    /** The eighth variant is what arm64 means. */
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
            throw new IllegalArgumentException("'" + text + "' is no platform; write linux/arm64 or linux/arm/v7");
        }
        return new Platform(
                parts[0], architectureOf(parts[1]), parts.length == 3 ? Optional.of(parts[2]) : Optional.empty());
    }

    /**
     * Returns the platform of this machine, for Linux, which Nanos runs programs of.
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

    /** Whether it stands at what is no image but a statement about one. */
    boolean isUnknown() {
        return os.equals(UNKNOWN) && architecture.equals(UNKNOWN);
    }

    /** Whether an image for this platform will do for another; one that names no variant does not mind. */
    boolean fits(Platform wanted) {
        return os.equals(wanted.os)
                && architecture.equals(wanted.architecture)
                && (wanted.variant.isEmpty() || wanted.variant.equals(variant));
    }

    /** As {@link #parse} takes it. */
    @Override
    public String toString() {
        return os + "/" + architecture + variant.map(name -> "/" + name).orElse("");
    }
}
