// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

/** What the answers of a mount have in common. */
class RepliesTest {

    private final LibFuse fuse = (LibFuse)
            Proxy.newProxyInstance(LibFuse.class.getClassLoader(), new Class<?>[] {LibFuse.class}, (_, _, _) -> 0);

    private Replies replies() {
        return new Replies(fuse, new StatLayout());
    }

    @Test
    void mountsOfOneSecondHaveDifferentGenerations() {
        assertNotEquals(replies().generation(2), replies().generation(2));
        assertEquals(0, replies().generation(1));
    }
}
