// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.posix;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.Charset;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * An error number of the host, recognised by the words that the host has for it: that is all that an exception of the
 * JDK carries. The words depend on the locale of the process, so they are compared with those that {@code strerror}
 * gives in the same process. Error numbers are those of Linux; elsewhere only the English words are known. Immutable.
 */
public enum HostError {

    /** {@code EIO}. */
    INPUT_OUTPUT(5, "Input/output error"),
    /** {@code EBUSY}. */
    BUSY(16, "Device or resource busy"),
    /** {@code ENOTDIR}. */
    NOT_A_DIRECTORY(20, "Not a directory"),
    /** {@code EISDIR}. */
    IS_A_DIRECTORY(21, "Is a directory"),
    /** {@code EINVAL}. */
    INVALID_ARGUMENT(22, "Invalid argument"),
    /** {@code EMFILE}. */
    TOO_MANY_OPEN_FILES(24, "Too many open files"),
    /** {@code ETXTBSY}. */
    TEXT_FILE_BUSY(26, "Text file busy"),
    /** {@code EFBIG}. */
    FILE_TOO_LARGE(27, "File too large"),
    /** {@code ENOSPC}. */
    NO_SPACE(28, "No space left on device"),
    /** {@code ESPIPE}. */
    ILLEGAL_SEEK(29, "Illegal seek"),
    /** {@code EROFS}. */
    READ_ONLY(30, "Read-only file system"),
    /** {@code EPIPE}. */
    BROKEN_PIPE(32, "Broken pipe"),
    /** {@code ENAMETOOLONG}. */
    NAME_TOO_LONG(36, "File name too long"),
    /** {@code ELOOP}. */
    TOO_MANY_LINKS(40, "Too many levels of symbolic links"),
    /** {@code ENOTSUP}. */
    NOT_SUPPORTED(95, "Operation not supported"),
    /** {@code ENOTCONN}. */
    NOT_CONNECTED(107, "Transport endpoint is not connected"),
    /** {@code EDQUOT}. */
    QUOTA_EXCEEDED(122, "Disk quota exceeded");

    private final int number;
    private final String english;

    HostError(int number, String english) {
        this.number = number;
        this.english = english;
    }

    /** The language of the host, as an error shows that every host with {@code /dev/null} can be made to give. */
    private static final class Language {

        private static final boolean ENGLISH = isEnglish();

        private Language() {}

        private static boolean isEnglish() {
            try {
                Files.readAttributes(Path.of("/dev/null/name"), BasicFileAttributes.class);
                return false;
            } catch (FileSystemException e) {
                return NOT_A_DIRECTORY.english.equals(e.getReason());
            } catch (IOException e) {
                return false;
            }
        }
    }

    /**
     * The words of the host in the locale of this process. They are asked for once, and only by a process that has such
     * a locale.
     */
    private static final class Translations {

        /** More than any C library has to say of an error. */
        private static final long LONGEST_BYTES = 4096;

        private static final Map<HostError, String> TEXTS = new EnumMap<>(HostError.class);

        static {
            // The JDK decodes the words in this way as well.
            Charset charset = Charset.forName(System.getProperty("sun.jnu.encoding"), Charset.defaultCharset());
            for (HostError error : HostError.values()) {
                TEXTS.put(error, ask(error.number, charset));
            }
        }

        private Translations() {}

        @SuppressWarnings("restricted")
        private static String ask(int number, Charset charset) {
            try {
                MemorySegment text =
                        ((MemorySegment) SystemCalls.Naming.STRERROR.invokeExact(number)).reinterpret(LONGEST_BYTES);
                return new String(text.asSlice(0, length(text)).toArray(ValueLayout.JAVA_BYTE), charset);
            } catch (Throwable unexpected) {
                throw new AssertionError(unexpected);
            }
        }

        private static long length(MemorySegment text) {
            long length = 0;
            while (text.get(ValueLayout.JAVA_BYTE, length) != 0) {
                length++;
            }
            return length;
        }
    }

    /**
     * Finds the error that words stand for.
     *
     * @param reason the words of the host, as {@link java.nio.file.FileSystemException#getReason} or the message of an
     *     exception of a channel gives them
     * @return empty when they are no words of the host, or those for another error
     */
    public static Optional<HostError> of(String reason) {
        for (HostError error : values()) {
            if (error.english.equals(reason)) {
                return Optional.of(error);
            }
        }
        if (!mayBeTranslated()) {
            return Optional.empty();
        }
        for (HostError error : values()) {
            if (Objects.requireNonNull(Translations.TEXTS.get(error)).equals(reason)) {
                return Optional.of(error);
            }
        }
        return Optional.empty();
    }

    /**
     * Whether a message ends with the words for this error. Some exceptions of the JDK say first what was tried.
     *
     * @param message of an exception
     * @return true when the host gave this error
     */
    public boolean ends(String message) {
        return message.endsWith(english)
                || mayBeTranslated() && message.endsWith(Objects.requireNonNull(Translations.TEXTS.get(this)));
    }

    /**
     * Binding a function of the C library takes longer than all else that an error line needs, and few processes need
     * it.
     */
    private static boolean mayBeTranslated() {
        return OpenFlags.ofThisMachine().isPresent() && !Language.ENGLISH;
    }
}
