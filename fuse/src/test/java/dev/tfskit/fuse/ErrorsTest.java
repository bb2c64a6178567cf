// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.error.AttributeExistsException;
import dev.tfskit.error.FileTooLargeException;
import dev.tfskit.error.IsDirectoryException;
import dev.tfskit.error.MovedIntoItselfException;
import dev.tfskit.error.NameNotAllowedException;
import dev.tfskit.error.NameTooLongException;
import dev.tfskit.error.NoSpaceException;
import dev.tfskit.error.NoSuchAttributeException;
import dev.tfskit.error.TooManyLinksException;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.stream.Stream;
import jnr.constants.platform.Errno;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ErrorsTest {

    static Stream<Arguments> problems() {
        return Stream.of(
                Arguments.of(Errno.ENOENT, new NoSuchFileException("f")),
                Arguments.of(Errno.EEXIST, new FileAlreadyExistsException("f")),
                Arguments.of(Errno.ENOTDIR, new NotDirectoryException("f")),
                Arguments.of(Errno.EISDIR, new IsDirectoryException("f", "directory")),
                Arguments.of(Errno.ENOTEMPTY, new DirectoryNotEmptyException("f")),
                Arguments.of(Errno.ENOSPC, new NoSpaceException("f", "full")),
                Arguments.of(Errno.ENAMETOOLONG, new NameTooLongException("f", "long")),
                Arguments.of(Errno.EINVAL, new NameNotAllowedException("f", "odd")),
                Arguments.of(Errno.EINVAL, new MovedIntoItselfException("f", "inside")),
                Arguments.of(Errno.EMLINK, new TooManyLinksException("f", "many")),
                Arguments.of(Errno.EFBIG, new FileTooLargeException("f", "large")),
                Arguments.of(Errno.ENODATA, new NoSuchAttributeException("f", "none")),
                Arguments.of(Errno.EEXIST, new AttributeExistsException("f", "there")),
                Arguments.of(Errno.EROFS, new ReadOnlyFileSystemException()),
                Arguments.of(Errno.EPERM, new ErrnoException(Errno.EPERM)),
                Arguments.of(Errno.EIO, new IOException("disk")),
                Arguments.of(Errno.EIO, new IllegalStateException("defect")),
                Arguments.of(Errno.ENOMEM, new OutOfMemoryError("Java heap space")),
                Arguments.of(Errno.EIO, new StackOverflowError()));
    }

    @ParameterizedTest
    @MethodSource("problems")
    void everyProblemHasItsNumber(Errno number, Throwable problem) {
        assertEquals(number, Errors.of(problem));
    }
}
