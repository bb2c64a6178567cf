// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.io;

import java.io.IOException;

/** An action that can fail with an I/O error. */
@FunctionalInterface
public interface IoRunnable {

    /**
     * Runs the action.
     *
     * @throws IOException when the action fails
     */
    void run() throws IOException;
}
