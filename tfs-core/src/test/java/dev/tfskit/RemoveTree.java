// SPDX-License-Identifier: Apache-2.0
package dev.tfskit;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirDeletionStrategy;

/**
 * Removes temporary directories whatever names and modes are in them; JUnit's own way has a warning for every link in
 * them.
 */
public final class RemoveTree implements TempDirDeletionStrategy {

    @Override
    public DeletionResult delete(Path directory, AnnotatedElementContext element, ExtensionContext test)
            throws IOException {
        DeletionResult.Builder result = DeletionResult.builder(directory);
        try {
            if (!Privileges.isRoot()) {
                Command.of("chmod", "-R", "u+rwX", directory).run();
            }
            Result removed = Command.of("rm", "-rf", directory).run();
            if (removed.exitCode() != 0) {
                result.addFailure(directory, new IOException(removed.errors()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            result.addFailure(directory, e);
        }
        return result.build();
    }
}
