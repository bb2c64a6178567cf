// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.io;

import java.io.IOException;

/**
 * An action on a value that can fail with an I/O error.
 *
 * @param <T> the type of the value
 */
@FunctionalInterface
public interface IoConsumer<T> {

    /**
     * Runs the action on a value.
     *
     * @param value the value
     * @throws IOException when the action fails
     */
    void accept(T value) throws IOException;
}
