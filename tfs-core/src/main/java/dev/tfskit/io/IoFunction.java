// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.io;

import java.io.IOException;

/**
 * A function that can fail with an I/O error.
 *
 * @param <T> the type of the argument
 * @param <R> the type of the result
 */
@FunctionalInterface
public interface IoFunction<T, R> {

    /**
     * Applies the function.
     *
     * @param argument the argument
     * @return the result
     * @throws IOException when the function fails
     */
    R apply(T argument) throws IOException;
}
