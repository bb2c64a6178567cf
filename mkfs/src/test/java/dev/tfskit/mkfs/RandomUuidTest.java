// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RandomUuidTest {

    @Test
    void eachUuidIsNewAndMarkedAsRandom() {
        Set<UUID> made = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            UUID uuid = RandomUuid.next();
            assertEquals(4, uuid.version());
            assertEquals(2, uuid.variant());
            assertTrue(made.add(uuid), uuid.toString());
        }
    }
}
