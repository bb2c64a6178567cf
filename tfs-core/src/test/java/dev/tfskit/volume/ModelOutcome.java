// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.io.IoRunnable;
import dev.tfskit.io.IoSupplier;
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

    static <T> ModelOutcome<T> of(IoSupplier<T> call) throws IOException {
        try {
            return new ModelOutcome<>(Optional.of(call.get()), Optional.empty());
        } catch (FileSystemException | IllegalArgumentException refused) {
            return new ModelOutcome<>(Optional.empty(), Optional.of(refused));
        }
    }

    static ModelOutcome<Boolean> of(IoRunnable action) throws IOException {
        return of(() -> {
            action.run();
            return true;
        });
    }

    String refusalName() {
        return refusal.map(refused -> refused.getClass().getSimpleName()).orElse("done");
    }
}
