// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.message;

import dev.tfskit.io.IoSupplier;
import java.io.IOException;
import java.nio.file.FileSystemException;

/**
 * Adds the name of a file to exceptions of its channel, which carry only the reason of the host. Stateless and
 * thread-safe.
 */
public final class NamedFailure {

    private NamedFailure() {}

    /**
     * Returns a failure with the name of the file.
     *
     * @param file the file, whose text form is its name in messages
     * @param failure a failure of its channel
     * @return a {@link FileSystemException} with the same reason; the failure itself if it has a more specific type
     *     than {@code IOException}
     */
    public static IOException of(Object file, IOException failure) {
        if (failure.getClass() != IOException.class) {
            return failure;
        }
        FileSystemException named = new FileSystemException(file.toString(), null, failure.getMessage());
        named.initCause(failure);
        return named;
    }

    /**
     * Runs an operation on the channel of a file.
     *
     * @param <T> the type of its result
     * @param file the file, whose text form is its name in messages
     * @param operation the operation
     * @return its result
     * @throws IOException its failure, with the name of the file
     */
    public static <T> T name(Object file, IoSupplier<T> operation) throws IOException {
        try {
            return operation.get();
        } catch (IOException e) {
            throw of(file, e);
        }
    }
}
