// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.extract.walk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Symbol;
import dev.tfskit.volume.EntryProblem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EntryErrorPolicyTest {

    private static final Symbol NAME = Symbol.of("directory");

    private final List<EntryProblem> problems = new ArrayList<>();
    private final EntryErrorPolicy policy = new EntryErrorPolicy(problems::add, e -> Optional.of(e.getMessage()));

    private static TreePath directory() {
        return TreePath.ROOT.child(NAME);
    }

    @Test
    void entriesBelowAFailedDirectoryAreSkipped() throws IOException {
        policy.attempt(directory(), () -> {
            throw new IOException("damaged");
        });
        assertTrue(policy.hasFailed(directory()));
        List<TreePath> done = new ArrayList<>();
        TreePath below = directory().child(NAME);
        policy.attempt(below, () -> done.add(below));
        policy.attempt(below.child(NAME), () -> done.add(below.child(NAME)));
        TreePath beside = TreePath.ROOT.child(Symbol.of("beside"));
        policy.attempt(beside, () -> done.add(beside));
        assertEquals(List.of(beside), done);
        assertEquals(List.of(new EntryProblem(directory(), "damaged")), problems);
    }
}
