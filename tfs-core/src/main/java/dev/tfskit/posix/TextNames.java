// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.posix;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Names on file systems where a name is text and not bytes: those of Windows, and those that a Java library implements.
 * A name of a volume may mean something else there: a path, another drive, a device, a stream of a file, or another
 * name. Such names are refused. Stateless and thread-safe.
 */
final class TextNames {

    private static final String WINDOWS_SEPARATOR = "\\";
    private static final String WINDOWS_CHARACTERS = "<>:\"/\\|?*";

    /** The names of devices, which Windows finds in every directory and whatever follows a dot. */
    private static final Pattern WINDOWS_DEVICE =
            Pattern.compile("(con|prn|aux|nul|clock\\$|conin\\$|conout\\$|(com|lpt)[0-9\u00b9\u00b2\u00b3]) *([.].*)?");

    private TextNames() {}

    /** Returns whether the names of a file system are text. */
    static boolean areUsedBy(FileSystem fileSystem) {
        return fileSystem != FileSystems.getDefault() || isLikeWindows(fileSystem);
    }

    private static boolean isLikeWindows(FileSystem fileSystem) {
        return fileSystem.getSeparator().equals(WINDOWS_SEPARATOR);
    }

    /** Returns the path of an entry; it is directly in the directory and has exactly this name. */
    static Path resolve(Path directory, byte[] name) throws FileSystemException {
        return directory.resolve(name(directory.getFileSystem(), name));
    }

    private static Path name(FileSystem fileSystem, byte[] name) throws FileSystemException {
        String text = text(name);
        if (isLikeWindows(fileSystem)) {
            checkWindows(text);
        }
        Path path = path(fileSystem, text);
        if (path.getRoot() != null
                || path.getNameCount() != 1
                || !path.toString().equals(text)) {
            throw refusal(text, "this host takes it for another path");
        }
        return path;
    }

    /** Returns the path for the target of a symbolic link; the target is names between slashes. */
    static Path target(FileSystem fileSystem, byte[] target) throws FileSystemException {
        String text = text(target);
        List<String> names = new ArrayList<>();
        for (String name : text.split("/")) {
            if (name.equals(".") || name.equals("..")) {
                names.add(name);
            } else if (!name.isEmpty()) {
                names.add(
                        name(fileSystem, name.getBytes(StandardCharsets.UTF_8)).toString());
            }
        }
        String separator = fileSystem.getSeparator();
        String joined = (text.startsWith("/") ? separator : "") + String.join(separator, names);
        return path(fileSystem, joined);
    }

    private static Path path(FileSystem fileSystem, String text) throws FileSystemException {
        try {
            return fileSystem.getPath(text);
        } catch (InvalidPathException e) {
            throw refusal(text, e.getReason());
        }
    }

    private static String text(byte[] name) throws FileSystemException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(name))
                    .toString();
        } catch (CharacterCodingException e) {
            throw refusal(new String(name, StandardCharsets.UTF_8), "it is not UTF-8");
        }
    }

    private static void checkWindows(String name) throws FileSystemException {
        for (int i = 0; i < name.length(); i++) {
            char character = name.charAt(i);
            if (character < ' ' || WINDOWS_CHARACTERS.indexOf(character) >= 0) {
                throw refusal(name, "it contains a character that Windows does not allow in names");
            }
        }
        if (name.endsWith(".") || name.endsWith(" ")) {
            throw refusal(name, "Windows drops a dot or blank at the end of a name");
        }
        if (WINDOWS_DEVICE.matcher(name.toLowerCase(Locale.ROOT)).matches()) {
            throw refusal(name, "Windows has a device of that name");
        }
    }

    private static FileSystemException refusal(String name, String reason) {
        return new FileSystemException(name, null, "the name is not possible on this host: " + reason + "; rename it");
    }
}
