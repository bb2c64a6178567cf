// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.posix;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Crosses between host paths and the bytes that the host itself uses. A {@code String} loses bytes that are no text in
 * the encoding the JVM was started with; the URI of a path keeps every one, in any locale. Names that are plain ASCII
 * take a shorter way, which is the same in every encoding.
 */
public final class HostNames {

    private static final String FILE_URI = "file://";

    private HostNames() {}

    /** The bytes of the last name of a path. */
    public static byte[] lastName(Path path) {
        Path name = path.getFileName();
        String text = name.toString();
        if (isAscii(text)) {
            return text.getBytes(StandardCharsets.US_ASCII);
        }
        return withoutFolder(unescape(name.toUri().getRawPath()));
    }

    /** The bytes of a symbolic link's target, as {@code Files.readSymbolicLink} returned it. */
    public static byte[] linkTarget(Path target) {
        String text = target.toString();
        if (isAscii(text)) {
            return text.getBytes(StandardCharsets.US_ASCII);
        }
        byte[] whole = unescape(target.toUri().getRawPath());
        byte[] bytes = target.isAbsolute() ? trimSlash(whole) : withoutFolder(whole);
        return text.endsWith("/") ? withSlash(bytes) : bytes;
    }

    /** The bytes of a whole path, made absolute. */
    public static byte[] absolute(Path path) {
        String text = path.toAbsolutePath().toString();
        return isAscii(text)
                ? text.getBytes(StandardCharsets.US_ASCII)
                : trimSlash(unescape(path.toUri().getRawPath()));
    }

    /** The entry of a folder that has exactly these bytes as its name, which holds no slash. */
    public static Path resolve(Path folder, byte[] name) {
        if (isAscii(name)) {
            return folder.resolve(new String(name, StandardCharsets.US_ASCII));
        }
        String parent = folder.toUri().getRawPath();
        String slash = parent.endsWith("/") ? "" : "/";
        return Path.of(URI.create(FILE_URI + parent + slash + escape(name)));
    }

    /**
     * The path with these bytes, relative to nowhere: what a symbolic link can hold. The host's notion of a path may
     * tidy it, for example double slashes away.
     */
    public static Path relative(byte[] bytes) {
        if (isAscii(bytes)) {
            return Path.of(new String(bytes, StandardCharsets.US_ASCII));
        }
        Path absolute = Path.of(URI.create(FILE_URI + "/" + escape(bytes)));
        // Not relativize: that takes .. away.
        return bytes[0] == '/' ? absolute : absolute.subpath(0, absolute.getNameCount());
    }

    /** What a relative path held before its URI put the working folder in front. */
    private static byte[] withoutFolder(byte[] whole) {
        int folder = trimSlash(unescape(Path.of("").toUri().getRawPath())).length;
        int start = folder == 1 ? 1 : folder + 1;
        return trimSlash(Arrays.copyOfRange(whole, start, whole.length));
    }

    private static byte[] withSlash(byte[] bytes) {
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        longer[bytes.length] = '/';
        return longer;
    }

    /** The URI of something that happens to be a directory ends with a slash of its own. */
    private static byte[] trimSlash(byte[] bytes) {
        int length = bytes.length;
        return length > 1 && bytes[length - 1] == '/' ? Arrays.copyOf(bytes, length - 1) : bytes;
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAscii(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }

    private static byte[] unescape(String uriPath) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(uriPath.length());
        for (int i = 0; i < uriPath.length(); i++) {
            if (uriPath.charAt(i) == '%') {
                bytes.write(HexFormat.fromHexDigits(uriPath, i + 1, i + 3));
                i += 2;
            } else {
                bytes.write(uriPath.charAt(i));
            }
        }
        return bytes.toByteArray();
    }

    private static String escape(byte[] name) {
        StringBuilder uri = new StringBuilder(name.length * 3);
        for (byte b : name) {
            boolean plain = b >= 'a' && b <= 'z'
                    || b >= 'A' && b <= 'Z'
                    || b >= '0' && b <= '9'
                    || b == '/'
                    || b == '.'
                    || b == '_'
                    || b == '-';
            if (plain) {
                uri.append((char) b);
            } else {
                uri.append('%').append(HexFormat.of().toHexDigits(b));
            }
        }
        return uri.toString();
    }
}
