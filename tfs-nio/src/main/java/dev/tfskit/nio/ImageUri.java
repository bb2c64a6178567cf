// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import dev.tfskit.value.Text;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A URI taken apart: {@code tfs:///IMAGE?OPTIONS#PATH}.
 *
 * @param image the path of the image on the host
 * @param query the options, by name
 * @param path the path in the image; the root when the URI has none
 */
record ImageUri(Path image, Map<String, String> query, Text path) {

    /** The scheme of the URIs. */
    static final String SCHEME = "tfs";

    /**
     * Takes a URI apart.
     *
     * @throws IllegalArgumentException when it has another form
     */
    static ImageUri parse(URI uri) {
        if (!SCHEME.equalsIgnoreCase(uri.getScheme())) {
            throw malformed(uri, "its scheme is not " + SCHEME);
        }
        String path = uri.getRawPath();
        if (path == null || !path.startsWith("/") || uri.getRawAuthority() != null) {
            throw malformed(uri, "the image has no absolute path");
        }
        String fragment = uri.getRawFragment();
        if (fragment != null && !fragment.startsWith("/")) {
            throw malformed(uri, "the path in the image is not absolute");
        }
        return new ImageUri(
                Path.of(URI.create("file://" + path)),
                query(uri),
                Text.wrap(PercentCode.decode(fragment == null ? "/" : fragment)));
    }

    private static Map<String, String> query(URI uri) {
        Map<String, String> options = new LinkedHashMap<>();
        String query = uri.getRawQuery();
        if (query == null || query.isEmpty()) {
            return options;
        }
        for (String option : query.split("&", -1)) {
            int sign = option.indexOf('=');
            if (sign < 0) {
                throw malformed(uri, "an option is NAME=VALUE");
            }
            String name = text(option.substring(0, sign));
            if (options.put(name, text(option.substring(sign + 1))) != null) {
                throw malformed(uri, "it has the option " + name + " twice");
            }
        }
        return options;
    }

    private static String text(String part) {
        return new String(PercentCode.decode(part), StandardCharsets.UTF_8);
    }

    private static IllegalArgumentException malformed(URI uri, String reason) {
        return new IllegalArgumentException(
                uri + ": " + reason + "; the form is " + SCHEME + ":///IMAGE?OPTION=VALUE#PATH");
    }
}
