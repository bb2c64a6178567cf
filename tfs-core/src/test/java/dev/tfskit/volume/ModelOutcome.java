// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Optional;

/**
 * The outcome of an operation.
 *
 * @param value the result of an operation that succeeded
 * @param refusal the exception of an operation that was refused
 */
record ModelOutcome<T>(Optional<T> value, Optional<Exception> refusal) {

    /** An operation. */
    @FunctionalInterface
    interface Call<T> {
        T call() throws IOException;
    }

    /** An operation that returns nothing. */
    @FunctionalInterface
    interface Action {
        void call() throws IOException;
    }

    static <T> ModelOutcome<T> of(Call<T> call) throws IOException {
        try {
            return new ModelOutcome<>(Optional.of(call.call()), Optional.empty());
        } catch (FileSystemException | IllegalArgumentException refused) {
            return new ModelOutcome<>(Optional.empty(), Optional.of(refused));
        }
    }

    static ModelOutcome<Boolean> of(Action action) throws IOException {
        return of(() -> {
            action.call();
            return true;
        });
    }

    String refusalName() {
        return refusal.map(refused -> refused.getClass().getSimpleName()).orElse("done");
    }
}
