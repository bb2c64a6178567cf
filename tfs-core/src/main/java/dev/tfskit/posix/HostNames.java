// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.posix;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Converts between paths of Java and the bytes that the host stores. A {@code String} loses bytes that are invalid in
 * the encoding of the JVM; the URI of a path keeps every byte, in any locale. ASCII names are converted directly,
 * because they are the same in every encoding. File systems whose names are text, such as those of Windows, store names
 * in UTF-8 here, and {@link TextNames} has their rules. Stateless and thread-safe.
 */
public final class HostNames {

    private static final String FILE_URI = "file://";
    /** A file that is no directory, on every Unix. */
    private static final String NOWHERE = "/dev/null";

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
        if (TextNames.areUsedBy(path.getFileSystem())) {
            return text.getBytes(StandardCharsets.UTF_8);
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
        if (TextNames.areUsedBy(target.getFileSystem())) {
            return text.replace(target.getFileSystem().getSeparator(), "/").getBytes(StandardCharsets.UTF_8);
        }
        if (isAscii(text)) {
            return text.getBytes(StandardCharsets.US_ASCII);
        }
        byte[] whole = unescape(target.toUri().getRawPath());
        byte[] bytes = target.isAbsolute() ? trimSlash(whole) : withoutWorkingDirectory(whole);
        return text.endsWith("/") ? withSlash(bytes) : bytes;
    }

    /**
     * Returns the bytes of an absolute path, without a request to the file system of the path. For its URI, the JDK
     * requests whether it is a directory, and the process behind a mount would wait for itself. So this makes the URI
     * of a path that cannot exist.
     *
     * @param path the path; made absolute first
     * @return the bytes of the absolute path
     */
    public static byte[] absolute(Path path) {
        Path absolute = path.toAbsolutePath();
        String text = absolute.toString();
        if (isAscii(text)) {
            return text.getBytes(StandardCharsets.US_ASCII);
        }
        Path nowhere = path.getFileSystem().getPath(NOWHERE);
        Path below = nowhere.resolve(absolute.subpath(0, absolute.getNameCount()));
        return unescape(below.toUri()
                .getRawPath()
                .substring(nowhere.toUri().getRawPath().length()));
    }

    /**
     * Returns the path of an entry of a directory.
     *
     * @param directory the directory
     * @param name the bytes of the entry's name, without a slash
     * @return the path of the entry, directly in the directory
     * @throws FileSystemException when the file system cannot have an entry of that name
     */
    public static Path resolve(Path directory, byte[] name) throws FileSystemException {
        if (TextNames.areUsedBy(directory.getFileSystem())) {
            return TextNames.resolve(directory, name);
        }
        if (isAscii(name)) {
            return directory.resolve(new String(name, StandardCharsets.US_ASCII));
        }
        String parent = directory.toUri().getRawPath();
        String slash = parent.endsWith("/") ? "" : "/";
        return Path.of(URI.create(FILE_URI + parent + slash + escape(name)));
    }

    /**
     * Returns the path for the target of a symbolic link, in the file system where the link is created. The file system
     * may normalise it.
     *
     * @param fileSystem the file system
     * @param target the target; names between slashes
     * @return the target
     * @throws FileSystemException when a name in the target is not possible in the file system
     */
    public static Path target(FileSystem fileSystem, byte[] target) throws FileSystemException {
        return TextNames.areUsedBy(fileSystem) ? TextNames.target(fileSystem, target) : pathOf(target);
    }

    /**
     * Returns the path with the given bytes, relative or absolute. The JDK may normalise it, for example remove double
     * slashes.
     *
     * @param bytes the bytes of the path
     * @return the path
     */
    public static Path pathOf(byte[] bytes) {
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
