// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.posix;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Converts between paths of Java and the bytes that the host stores. A {@code String} loses bytes that are invalid in
 * the encoding of the JVM; the URI of a path keeps every byte, in any locale. ASCII names are converted directly,
 * because they are the same in every encoding. Stateless and thread-safe.
 */
public final class HostNames {

    private static final String FILE_URI = "file://";

    private HostNames() {}

    /**
     * Returns the bytes of the last name of a path.
     *
     * @param path a path with at least one name
     * @return the bytes of the name
     */
    public static byte[] lastName(Path path) {
        Path name = path.getFileName();
        String text = name.toString();
        if (isAscii(text)) {
            return text.getBytes(StandardCharsets.US_ASCII);
        }
        return withoutWorkingDirectory(unescape(name.toUri().getRawPath()));
    }

    /**
     * Returns the bytes of a symbolic link's target.
     *
     * @param target the result of {@code Files.readSymbolicLink}
     * @return the bytes of the target
     */
    public static byte[] linkTarget(Path target) {
        String text = target.toString();
        if (isAscii(text)) {
            return text.getBytes(StandardCharsets.US_ASCII);
        }
        byte[] whole = unescape(target.toUri().getRawPath());
        byte[] bytes = target.isAbsolute() ? trimSlash(whole) : withoutWorkingDirectory(whole);
        return text.endsWith("/") ? withSlash(bytes) : bytes;
    }

    /**
     * Returns the bytes of an absolute path.
     *
     * @param path the path; made absolute first
     * @return the bytes of the absolute path
     */
    public static byte[] absolute(Path path) {
        String text = path.toAbsolutePath().toString();
        return isAscii(text)
                ? text.getBytes(StandardCharsets.US_ASCII)
                : trimSlash(unescape(path.toUri().getRawPath()));
    }

    /**
     * Returns the path of an entry of a directory.
     *
     * @param directory the directory
     * @param name the bytes of the entry's name, without a slash
     * @return the path of the entry
     */
    public static Path resolve(Path directory, byte[] name) {
        if (isAscii(name)) {
            return directory.resolve(new String(name, StandardCharsets.US_ASCII));
        }
        String parent = directory.toUri().getRawPath();
        String slash = parent.endsWith("/") ? "" : "/";
        return Path.of(URI.create(FILE_URI + parent + slash + escape(name)));
    }

    /**
     * Returns the path with the given bytes, relative or absolute, such as the target of a symbolic link. The host may
     * normalise it, for example remove double slashes.
     *
     * @param bytes the bytes of the path
     * @return the path
     */
    public static Path relative(byte[] bytes) {
        if (isAscii(bytes)) {
            return Path.of(new String(bytes, StandardCharsets.US_ASCII));
        }
        Path absolute = Path.of(URI.create(FILE_URI + "/" + escape(bytes)));
        // Not relativize, which removes "..".
        return bytes[0] == '/' ? absolute : absolute.subpath(0, absolute.getNameCount());
    }

    /** Removes the working directory, which the URI of a relative path begins with. */
    private static byte[] withoutWorkingDirectory(byte[] whole) {
        int directory = trimSlash(unescape(Path.of("").toUri().getRawPath())).length;
        int start = directory == 1 ? 1 : directory + 1;
        return trimSlash(Arrays.copyOfRange(whole, start, whole.length));
    }

    private static byte[] withSlash(byte[] bytes) {
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        longer[bytes.length] = '/';
        return longer;
    }

    /** Removes the slash at the end, which the URI of an existing directory has. */
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
