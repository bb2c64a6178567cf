// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.io;

import java.io.IOException;

/**
 * An action with a result that can fail with an I/O error.
 *
 * @param <T> the type of the result
 */
@FunctionalInterface
public interface IoSupplier<T> {

    /**
     * Runs the action.
     *
     * @return the result
     * @throws IOException when the action fails
     */
    T get() throws IOException;
}
