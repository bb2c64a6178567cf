// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
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
 * An error number of the host, recognised by its text, because exceptions of the JDK contain only the text. The text
 * depends on the locale of the process, so it is compared with the text that {@code strerror} returns in the same
 * process. Error numbers are those of Linux; on other systems only the English texts are known. Immutable and
 * thread-safe.
 */
public enum HostError {

    /** {@code EPERM}. */
    NOT_PERMITTED(1, "Operation not permitted"),
    /** {@code EIO}. */
    INPUT_OUTPUT(5, "Input/output error"),
    /** {@code EBUSY}. */
    BUSY(16, "Device or resource busy"),
    /** {@code EBADF}. */
    BAD_DESCRIPTOR(9, "Bad file descriptor"),
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
    /** {@code ERANGE}. */
    RANGE(34, "Numerical result out of range"),
    /** {@code ENAMETOOLONG}. */
    NAME_TOO_LONG(36, "File name too long"),
    /** {@code ELOOP}. */
    TOO_MANY_LINKS(40, "Too many levels of symbolic links"),
    /** {@code ENODATA}. */
    NO_DATA(61, "No data available"),
    /** {@code ENOTSUP}. */
    NOT_SUPPORTED(95, "Operation not supported"),
    /** {@code ENOTCONN}. */
    NOT_CONNECTED(107, "Transport endpoint is not connected"),
    /** {@code ESTALE}. */
    STALE(116, "Stale file handle"),
    /** {@code EDQUOT}. */
    QUOTA_EXCEEDED(122, "Disk quota exceeded");

    private final int number;
    private final String english;

    HostError(int number, String english) {
        this.number = number;
        this.english = english;
    }

    /**
     * Determines the language of the host's error texts, from an error that can be provoked on every host with
     * {@code /dev/null}.
     */
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

    /** The error texts in the locale of this process. Loaded at first use, and only if the locale is not English. */
    private static final class Translations {

        /** A length in bytes that no error text exceeds. */
        private static final long LONGEST_BYTES = 4096;

        private static final Map<HostError, String> TEXTS = new EnumMap<>(HostError.class);

        static {
            // The JDK uses the same encoding for error texts.
            Charset charset = Charset.forName(System.getProperty("sun.jnu.encoding"), Charset.defaultCharset());
            for (HostError error : HostError.values()) {
                TEXTS.put(error, strerror(error.number, charset));
            }
        }

        private Translations() {}

        @SuppressWarnings("restricted")
        private static String strerror(int number, Charset charset) {
            try (Arena arena = Arena.ofConfined()) {
                long address = CFunction.STRERROR.call(arena.allocate(CFunction.ERRNO), number, 0, 0, 0, 0);
                MemorySegment text = MemorySegment.ofAddress(address).reinterpret(LONGEST_BYTES);
                return new String(text.asSlice(0, length(text)).toArray(ValueLayout.JAVA_BYTE), charset);
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
     * Finds the error of a text.
     *
     * @param reason the text of the host, from {@link FileSystemException#getReason} or the message of an exception of
     *     a channel
     * @return the error; empty when the text belongs to another error or is not from the host
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
     * Returns whether this error is the reason of an exception.
     *
     * @param problem any exception about a file
     * @return true if the host reported this error
     */
    public boolean isReasonOf(FileSystemException problem) {
        return problem.getReason() != null
                && of(problem.getReason()).filter(this::equals).isPresent();
    }

    /**
     * Returns whether a message ends with the text of this error. Some exceptions of the JDK name the operation first.
     *
     * @param message the message of an exception
     * @return true if the host reported this error
     */
    public boolean isEndOf(String message) {
        return message.endsWith(english)
                || mayBeTranslated() && message.endsWith(Objects.requireNonNull(Translations.TEXTS.get(this)));
    }

    /**
     * Returns whether a reason begins with the text of this error. The JDK appends a remark to some texts.
     *
     * @param reason the text of the host, from {@link FileSystemException#getReason}
     * @return true if the host reported this error
     */
    public boolean isStartOf(String reason) {
        return reason.startsWith(english)
                || mayBeTranslated() && reason.startsWith(Objects.requireNonNull(Translations.TEXTS.get(this)));
    }

    /**
     * Returns whether texts may be in another language than English. Checked first, because binding {@code strerror} is
     * slow and rarely needed.
     */
    private static boolean mayBeTranslated() {
        return OpenFlags.ofThisMachine().isPresent() && !Language.ENGLISH;
    }
}
