// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

/**
 * An action that may fail, and that runs while no other thread changes what it uses.
 *
 * @param <T> the type of its result
 * @param <E> the type of its failure
 */
@FunctionalInterface
interface GuardedAction<T, E extends Exception> {
    T run() throws E;
}
